namespace Orchestrator.Gateway.Templates.Values;

/// <summary>What a missing name or attribute gives: printed as nothing, false, empty to iterate; anything else done with it fails with its message.</summary>
internal sealed class UndefinedValue : Value
{
    private readonly string _reason;
    private readonly Value? _owner;
    private readonly Value? _key;

    private UndefinedValue(string reason, Value? owner = null, Value? key = null) => (_reason, _owner, _key) = (reason, owner, key);

    public override string TypeName => "Undefined";

    public override bool IsTrue => false;

    public override int? Length => 0;

    // Python finds a __call__ on it, so 'undefined is callable' holds, odd as it is.
    public override bool IsCallable => true;

    // Made only when it is needed: most undefined values are only asked whether they are defined.
    public string Message => _key switch
    {
        null => _reason,
        TextValue name => $"'{_owner!.TypeName}' object has no attribute '{name.Text}'",
        IntegerValue position => $"'{_owner!.TypeName}' object has no element {position.Number}",
        _ => $"'{_owner!.TypeName}' object has no element of type '{_key.TypeName}'",
    };

    public static UndefinedValue Named(string name) => new($"'{name}' is undefined");

    public static UndefinedValue Missing(Value owner, Value key) => new("", owner, key);

    public static UndefinedValue Because(string reason) => new(reason);

    public override void WriteText(Rendering rendering, TextBuilder to) { }

    public override void WriteRepr(Rendering rendering, TextBuilder to) => to.Append("Undefined");

    public override Value? Attribute(Rendering rendering, string name) => throw rendering.Fail(Message);

    public override Value? Item(Rendering rendering, Value key) => throw rendering.Fail(Message);

    public override IEnumerable<Value> Items(Rendering rendering) => [];

    public override Value Call(Rendering rendering, Arguments arguments) => throw rendering.Fail(Message);
}
