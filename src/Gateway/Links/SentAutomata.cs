using Google.Protobuf;
using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.Protocol;

namespace Orchestrator.Gateway.Links;

/// <summary>Which token automata one link's worker was sent, so that each goes over it once for all work that names it. Not for several threads at once.</summary>
internal sealed class SentAutomata
{
    /// <summary>Bytes of one part: far below what a message may have, and short enough that tokens and heartbeats get between.</summary>
    public const int PartBytes = 256 << 10;

    /// <summary>More than a worker keeps; when it is reached all count as not sent, and a second sending does no harm.</summary>
    private const int MostRemembered = 4096;

    private readonly Dictionary<AutomatonAddress, long> _sendings = [];
    private long _last;

    /// <summary>The number of the sending that work naming this automaton can rely on; what has to be sent before is added to <paramref name="before"/>.</summary>
    public long Ensure(TokenAutomaton automaton, List<ToWorker> before)
    {
        if (_sendings.TryGetValue(automaton.Address, out var sending)) return sending;
        if (_sendings.Count >= MostRemembered) _sendings.Clear();
        _sendings.Add(automaton.Address, ++_last);
        var address = ByteString.CopyFrom(automaton.Address.ToArray());
        for (var offset = 0; offset < automaton.Bytes.Length; offset += PartBytes)
        {
            var part = automaton.Bytes.Slice(offset, Math.Min(PartBytes, automaton.Bytes.Length - offset));
            before.Add(new ToWorker { Automaton = new AutomatonPart { Address = address, Size = (uint)automaton.Bytes.Length, Offset = (uint)offset, Bytes = UnsafeByteOperations.UnsafeWrap(part) } });
        }
        return _last;
    }

    /// <summary>The worker no longer has what this sending brought. When several generations learn of one eviction, only the first causes a new sending.</summary>
    public void Forget(AutomatonAddress automaton, long sending)
    {
        if (_sendings.TryGetValue(automaton, out var newest) && newest == sending) _sendings.Remove(automaton);
    }
}
