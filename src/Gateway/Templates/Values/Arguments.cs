namespace Orchestrator.Gateway.Templates.Values;

/// <summary>The evaluated arguments of a call.</summary>
internal sealed class Arguments(IReadOnlyList<Value> positional, IReadOnlyDictionary<string, Value> named)
{
    public static Arguments None { get; } = new([], new Dictionary<string, Value>());

    public IReadOnlyList<Value> Positional { get; } = positional;

    public IReadOnlyDictionary<string, Value> Named { get; } = named;

    /// <summary>One value per parameter, null where none is given. Fails for too many, unknown or missing arguments, as a Python signature does.</summary>
    /// <param name="rendering">For the error's line.</param>
    /// <param name="function">Its name, for the error.</param>
    /// <param name="required">How many of the first parameters must be given.</param>
    /// <param name="parameters">The names in order.</param>
    public Value?[] Bind(Rendering rendering, string function, int required, params ReadOnlySpan<string> parameters)
    {
        if (Positional.Count > parameters.Length)
            throw rendering.Fail($"{function} takes at most {parameters.Length} argument(s), {Positional.Count} given");
        var values = new Value?[parameters.Length];
        for (var i = 0; i < Positional.Count; i++) values[i] = Positional[i];
        foreach (var (name, value) in Named)
        {
            var at = parameters.IndexOf(name);
            if (at < 0) throw rendering.Fail($"{function} takes no argument named '{name}'");
            if (values[at] is not null) throw rendering.Fail($"{function} is given its argument '{name}' twice");
            values[at] = value;
        }
        for (var i = 0; i < required; i++)
            if (values[i] is null) throw rendering.Fail($"{function} needs its argument '{parameters[i]}'");
        return values;
    }

    /// <summary>All but the first positional arguments, for filters that pass them on.</summary>
    public Arguments Skip(int count) => new([.. Positional.Skip(count)], Named);
}
