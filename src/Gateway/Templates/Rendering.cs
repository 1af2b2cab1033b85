using System.Runtime.CompilerServices;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates;

/// <summary>One rendering: the clock, the line being evaluated, and what it has cost so far against the limits.</summary>
internal sealed class Rendering(TemplateLimits limits, TimeProvider clock)
{
    private long _steps;
    private long _bytes;
    private int _depth;

    public TimeProvider Clock { get; } = clock;

    /// <summary>Line of the template that is being evaluated: errors name it.</summary>
    public int Line { get; set; } = 1;

    public void Step(int line)
    {
        Line = line;
        Spend(1);
    }

    public void Spend(long steps)
    {
        if ((_steps += steps) > limits.Steps) throw Limit($"the rendering took more than {limits.Steps:N0} steps");
        // The depth limit counts calls; a deep expression inside each of them is caught here.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw Limit("the rendering is nested too deeply for the stack");
    }

    /// <summary>Pays for reading a string from end to end: one step for 64 characters.</summary>
    public void Scan(int characters) => Spend(characters >> 6);

    /// <summary>Call before a string of so many characters is made.</summary>
    public void Allow(long characters)
    {
        if (characters > limits.TextLength) throw Limit($"a string of {characters:N0} characters is longer than the {limits.TextLength:N0} allowed");
    }

    public void Grow(long bytes)
    {
        if ((_bytes += bytes) > limits.Memory) throw Limit($"the rendering made more than {limits.Memory:N0} bytes of values");
    }

    /// <summary>Call before so many list items are made or copied.</summary>
    public void GrowItems(long items)
    {
        Grow(items > limits.Memory ? items : 16 * items);
        Spend(items >> 4);
    }

    public TextValue Text(string text)
    {
        Grow(32 + 2L * text.Length);
        return new TextValue(text);
    }

    /// <summary>One level down into a macro or a nested value; pair with <see cref="Leave"/>. A thrown error ends the rendering, so no finally is needed.</summary>
    public void Enter()
    {
        if (++_depth > limits.Depth) throw Limit($"calls or values are nested deeper than {limits.Depth}");
        Spend(1);
    }

    public void Leave() => _depth--;

    /// <summary>The items of an iterable, each paid for before it is taken, so that a tower of lazy filters cannot outgrow the stack.</summary>
    public IEnumerable<Value> Each(Value value)
    {
        var items = (value.Items(this) ?? throw Fail($"'{value.TypeName}' object is not iterable")).GetEnumerator();
        while (true)
        {
            Spend(1);
            if (!items.MoveNext()) yield break;
            yield return items.Current;
        }
    }

    public TemplateException Fail(string message) => new(message, Line);

    public TemplateException Refuse(string message) => new TemplateRefusedException(message, Line);

    private TemplateLimitException Limit(string message) => new(message, Line);
}
