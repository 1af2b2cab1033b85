namespace Orchestrator.Gateway.Templates.Values;

/// <summary>A value inside a template, with the behaviour of the Python type it stands for.</summary>
internal abstract class Value
{
    /// <summary>Python's name of the type, for error messages.</summary>
    public abstract string TypeName { get; }

    public virtual bool IsTrue => true;

    /// <summary>Python's len(); null for what has none.</summary>
    public virtual int? Length => null;

    public virtual bool IsCallable => false;

    /// <summary>Python's repr(), which also prints the value inside a list.</summary>
    public abstract void WriteRepr(Rendering rendering, TextBuilder to);

    /// <summary>Python's str().</summary>
    public virtual void WriteText(Rendering rendering, TextBuilder to) => WriteRepr(rendering, to);

    public virtual string ToText(Rendering rendering)
    {
        var text = new TextBuilder(rendering);
        WriteText(rendering, text);
        return text.ToString();
    }

    /// <summary>A method or property; null when the type has none of that name.</summary>
    public virtual Value? Attribute(Rendering rendering, string name) => null;

    /// <summary>The entry or position that a key names; null when there is none.</summary>
    public virtual Value? Item(Rendering rendering, Value key) => null;

    /// <summary>The items in order; null for what cannot be iterated.</summary>
    public virtual IEnumerable<Value>? Items(Rendering rendering) => null;

    public virtual Value Call(Rendering rendering, Arguments arguments) => throw rendering.Fail($"'{TypeName}' object is not callable");
}
