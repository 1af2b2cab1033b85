using Orchestrator.Gateway.Templates.Statements;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>A macro together with the scope it was written in.</summary>
internal sealed class MacroValue(MacroDefinition definition, Scope scope) : Value
{
    public override string TypeName => "Macro";

    public override bool IsCallable => true;

    public override Value? Attribute(Rendering rendering, string name) => name == "name" ? new TextValue(definition.Name) : null;

    public override void WriteRepr(Rendering rendering, TextBuilder to) => to.Append($"<Macro '{definition.Name}'>");

    public override Value Call(Rendering rendering, Arguments arguments)
    {
        rendering.Enter();
        rendering.Grow(256);
        var inner = scope.Inner();
        Bind(rendering, inner, arguments);
        var text = definition.Body.Capture(inner, out _)!;
        rendering.Leave();
        return text;
    }

    private void Bind(Rendering rendering, Scope inner, Arguments arguments)
    {
        var names = new Dictionary<string, Value>(arguments.Named, StringComparer.Ordinal);
        var given = arguments.Positional;
        for (var i = 0; i < definition.Parameters.Length; i++)
        {
            var (name, standard) = definition.Parameters[i];
            if (i < given.Count) inner.Set(name, given[i]);
            else if (names.Remove(name, out var value)) inner.Set(name, value);
            else inner.Set(name, standard?.Evaluate(inner) ?? UndefinedValue.Because($"parameter '{name}' was not provided"));
        }
        if (definition.Reads.Contains("caller") && !Array.Exists(definition.Parameters, parameter => parameter.Name == "caller"))
            inner.Set("caller", names.Remove("caller", out var caller) ? caller : UndefinedValue.Because("no caller defined"));
        if (definition.Reads.Contains("kwargs")) inner.Set("kwargs", Dict(rendering, names));
        else if (names.Count > 0) throw rendering.Fail($"macro '{definition.Name}' takes no keyword argument '{names.Keys.First()}'");
        if (definition.Reads.Contains("varargs")) inner.Set("varargs", new TupleValue([.. given.Skip(definition.Parameters.Length)]));
        else if (given.Count > definition.Parameters.Length)
            throw rendering.Fail($"macro '{definition.Name}' takes not more than {definition.Parameters.Length} argument(s)");
    }

    private static DictValue Dict(Rendering rendering, Dictionary<string, Value> names)
    {
        var dict = new DictValue();
        foreach (var (name, value) in names) dict.Set(rendering, new TextValue(name), value);
        return dict;
    }
}
