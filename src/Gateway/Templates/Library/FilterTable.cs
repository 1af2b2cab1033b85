using System.Collections.Frozen;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>All filters by name: Jinja's own as far as chat templates can mean them, Hugging Face's tojson, and from_json.</summary>
internal static class FilterTable
{
    private static readonly FrozenDictionary<string, Native> s_filters = new[]
    {
        TextFilters.All, SequenceFilters.All, SelectionFilters.All, OrderFilters.All, NumberFilters.All, ValueFilters.All,
    }.SelectMany(table => table).ToFrozenDictionary(StringComparer.Ordinal);

    public static Native? Find(string name) => s_filters.GetValueOrDefault(name);
}
