using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Statements;

/// <summary>What a value is assigned to.</summary>
internal abstract class Target
{
    public abstract void Assign(Scope scope, Value value);

    /// <summary>Whether this assigns to a name.</summary>
    public virtual bool Names(string name) => false;
}

/// <summary>A plain name in the current scope.</summary>
internal sealed class NameTarget(string name) : Target
{
    public override void Assign(Scope scope, Value value) => scope.Set(name, value);

    public override bool Names(string other) => other == name;
}

/// <summary>Several targets for the items of one value; the counts must agree.</summary>
internal sealed class TupleTarget(Target[] targets) : Target
{
    public override void Assign(Scope scope, Value value)
    {
        var items = new List<Value>(targets.Length);
        foreach (var item in scope.Rendering.Each(value))
        {
            items.Add(item);
            if (items.Count > targets.Length) throw scope.Rendering.Fail($"too many values to unpack: {targets.Length} expected");
        }
        if (items.Count < targets.Length) throw scope.Rendering.Fail($"not enough values to unpack: {targets.Length} expected, {items.Count} given");
        for (var i = 0; i < targets.Length; i++) targets[i].Assign(scope, items[i]);
    }

    public override bool Names(string name) => Array.Exists(targets, target => target.Names(name));
}

/// <summary>ns.attribute, for values made by namespace().</summary>
internal sealed class AttributeTarget(string name, string attribute) : Target
{
    public override void Assign(Scope scope, Value value)
    {
        if (scope.Find(name) is not NamespaceValue target)
            throw scope.Rendering.Fail($"'{name}.{attribute}' cannot be set: '{name}' is not a namespace");
        target.Set(scope.Rendering, attribute, value);
    }
}
