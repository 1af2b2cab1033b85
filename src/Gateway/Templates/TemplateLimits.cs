namespace Orchestrator.Gateway.Templates;

/// <summary>How much one template may cost. A template comes from a model's files and its input from clients, so neither may hang the gateway or overflow its stack.</summary>
public sealed record TemplateLimits
{
    /// <summary>UTF-16 units of template source. The longest template we know has 17 thousand.</summary>
    public int SourceLength { get; init; } = 1 << 20;

    /// <summary>Nested brackets, operators and blocks in the source. Templates written by people stay below 20.</summary>
    public int Nesting { get; init; } = 200;

    /// <summary>Nested macro calls, and nested lists or dictionaries walked at once. JSON schemas, the deepest input, stay below 64.</summary>
    public int Depth { get; init; } = 200;

    /// <summary>Expressions, statements and loop turns evaluated in one rendering. A conversation of 1,000 messages takes 100 thousand, with templates that search backwards 8 million.</summary>
    public long Steps { get; init; } = 20_000_000;

    /// <summary>UTF-16 units in the output, or in any one string on the way to it.</summary>
    public int TextLength { get; init; } = 1 << 24;

    /// <summary>Bytes of strings and list items made in one rendering, freed or not. What lives at one time stays below three times this.</summary>
    public long Memory { get; init; } = 1L << 28;
}
