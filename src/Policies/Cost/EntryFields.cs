using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Policies.Cost;

/// <summary>Takes the fields of one catalogue entry, each once and checked; what is left over at the end is an error.</summary>
internal sealed class EntryFields
{
    private readonly JsonObject _entry;
    private readonly string _where;
    private readonly HashSet<string> _taken = [];

    public EntryFields(JsonObject entry, string kind)
    {
        _entry = entry;
        _where = kind;
        Name = Text("name");
        _where = $"{kind} {Name}";
    }

    private EntryFields(JsonObject entry, string where, string name) => (_entry, _where, Name) = (entry, where, name);

    public string Name { get; }

    public string Text(string field, string? fallback = null)
    {
        if (Take(field) is not { } node) return fallback ?? throw Missing(field);
        return node.GetValueKind() == JsonValueKind.String && (string?)node is { Length: > 0 } text ? text : throw Wrong(field, node, "a text");
    }

    public bool Flag(string field, bool? fallback = null)
    {
        if (Take(field) is not { } node) return fallback ?? throw Missing(field);
        return node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(field, node, "true or false"),
        };
    }

    public int Count(string field, int least, int? fallback = null)
    {
        if (Take(field) is not { } node) return fallback ?? throw Missing(field);
        return node.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue(out int value) && value >= least ? value : throw Wrong(field, node, $"a whole number of at least {least}");
    }

    /// <summary>A number above 0, at most <paramref name="most"/>.</summary>
    public double Positive(string field, double? fallback = null, double most = double.MaxValue)
    {
        if (Take(field) is not { } node) return fallback ?? throw Missing(field);
        return Value(node) is { } value && value > 0 && value <= most ? value : throw Wrong(field, node, most == double.MaxValue ? "a number above 0" : $"a number above 0, at most {most}");
    }

    /// <summary>A number of at least 0, at most <paramref name="most"/>.</summary>
    public double NotNegative(string field, double most = double.MaxValue)
    {
        var node = Take(field) ?? throw Missing(field);
        return Value(node) is { } value && value >= 0 && value <= most ? value : throw Wrong(field, node, most == double.MaxValue ? "a number of at least 0" : $"a number from 0 to {most}");
    }

    public ImmutableArray<double> Numbers(string field)
    {
        var node = Take(field) ?? throw Missing(field);
        return node is JsonArray list && list.All(n => Value(n) is not null) ? [.. list.Select(n => Value(n)!.Value)] : throw Wrong(field, node, "a list of numbers");
    }

    public ImmutableArray<string> Texts(string field)
    {
        if (Take(field) is not { } node) return [];
        return node is JsonArray list && list.All(n => n?.GetValueKind() == JsonValueKind.String) ? [.. list.Select(n => (string)n!)] : throw Wrong(field, node, "a list of texts");
    }

    public EntryFields Inner(string field) => Take(field) is { } node ? node is JsonObject inner ? new(inner, $"{_where}: {field}", Name) : throw Wrong(field, node, "an object") : throw Missing(field);

    public IEnumerable<EntryFields> Inners(string field)
    {
        if (Take(field) is not { } node) return [];
        return node is JsonArray list && list.All(n => n is JsonObject) ? list.Select(n => new EntryFields((JsonObject)n!, $"{_where}: {field}", Name)) : throw Wrong(field, node, "a list of objects");
    }

    public void End()
    {
        foreach (var (field, _) in _entry)
            if (!_taken.Contains(field)) throw new CatalogueException($"{_where}: there is no field {field}; fields: {string.Join(", ", _taken.Order(StringComparer.Ordinal))}");
    }

    public CatalogueException Error(string message) => new($"{_where}: {message}");

    /// <summary>Whether the entry has a field; a dot leads into an object.</summary>
    public bool Has(string path)
    {
        JsonNode? at = _entry;
        foreach (var field in path.Split('.')) at = (at as JsonObject)?[field];
        return at is not null;
    }

    private JsonNode? Take(string field)
    {
        _taken.Add(field);
        return _entry[field];
    }

    private static double? Value(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue(out double value) && double.IsFinite(value) ? value : null;

    private CatalogueException Missing(string field) => new($"{_where}: {field} is missing");

    private CatalogueException Wrong(string field, JsonNode node, string wanted) => new($"{_where}: {field} is {node.ToJsonString()}, not {wanted}");
}
