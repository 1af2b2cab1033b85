using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.Protocol;

namespace Orchestrator.Workers.Constraints;

/// <summary>Puts the parts of automata that come over one link together again; they come one automaton after the other, in order.</summary>
/// <param name="limits">What this worker takes.</param>
internal sealed class AutomatonParts(AutomatonLimits limits)
{
    private byte[]? _whole;
    private AutomatonAddress _address;
    private int _size;
    private int _filled;

    /// <summary>Takes the next part; false when it does not continue what came before, which no sound gateway does.</summary>
    /// <param name="part">With an address of the right length.</param>
    /// <param name="keep">Called with each automaton that is whole.</param>
    /// <param name="turnAway">Called for one that this worker does not take, with the reason.</param>
    public bool TryTake(AutomatonPart part, Action<TokenAutomaton> keep, Action<AutomatonAddress, string> turnAway)
    {
        var address = new AutomatonAddress(part.Address.Span);
        if (part.Offset == 0 && !TryBegin(address, part.Size)) return false;
        if (address != _address || part.Offset != _filled || part.Size != _size || part.Bytes.Length > _size - _filled) return false;
        // Without a place for it: too large, and only counted.
        if (_whole is not null) part.Bytes.Span.CopyTo(_whole.AsSpan(_filled));
        _filled += part.Bytes.Length;
        if (_filled < _size) return part.Bytes.Length > 0;
        var whole = _whole;
        (_whole, _size, _filled) = (null, 0, 0);
        return whole is null ? Refuse(address, $"an automaton of {part.Size} bytes; {limits.Bytes} are allowed", turnAway) : Read(address, whole, keep, turnAway);
    }

    private bool TryBegin(AutomatonAddress address, uint size)
    {
        if (_filled != 0 || size is 0 or > int.MaxValue) return false;
        (_address, _size, _filled) = (address, (int)size, 0);
        _whole = size <= limits.Bytes ? new byte[size] : null;
        return true;
    }

    private bool Read(AutomatonAddress address, byte[] whole, Action<TokenAutomaton> keep, Action<AutomatonAddress, string> turnAway)
    {
        try
        {
            var automaton = TokenAutomaton.Parse(whole, limits);
            if (automaton.Address != address) return false;
            keep(automaton);
            return true;
        }
        catch (AutomatonException e)
        {
            return Refuse(address, e.Message, turnAway);
        }
    }

    private static bool Refuse(AutomatonAddress address, string why, Action<AutomatonAddress, string> turnAway)
    {
        turnAway(address, why);
        return true;
    }
}
