using System.Collections.Frozen;
using Orchestrator.Gateway.Templates.Values;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>The methods of one type, by name.</summary>
internal sealed class MethodTable(Dictionary<string, Native> methods)
{
    private readonly FrozenDictionary<string, Native> _methods = methods.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The method bound to its receiver; null when the type has none of that name.</summary>
    public FunctionValue? Find(Value self, string name) =>
        _methods.TryGetValue(name, out var native) ? new FunctionValue(name, self, native) : null;
}
