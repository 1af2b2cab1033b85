namespace Orchestrator.Gateway.Templates.Values;

/// <summary>A method, filter or function written in C#.</summary>
/// <param name="rendering">What pays for the work.</param>
/// <param name="self">The receiver of a method or the value before a filter; none for a function.</param>
/// <param name="arguments">What stands in the parentheses.</param>
internal delegate Value Native(Rendering rendering, Value self, Arguments arguments);

/// <summary>A native function bound to its receiver: what "text".strip is before it is called.</summary>
internal sealed class FunctionValue(string name, Value self, Native native) : Value
{
    public override string TypeName => "builtin_function_or_method";

    public override bool IsCallable => true;

    public override Value Call(Rendering rendering, Arguments arguments) => native(rendering, self, arguments);

    public override void WriteRepr(Rendering rendering, TextBuilder to) => to.Append($"<built-in method {name}>");
}
