using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.Protocol;

namespace Orchestrator.Workers.Constraints;

/// <summary>
/// The automata of one worker by their addresses, least recently used out first; never one that a sequence uses. Touched by the engine's
/// thread alone.
/// </summary>
/// <param name="capacity">Bytes, masks included.</param>
/// <param name="vocab">The model's.</param>
internal sealed class AutomatonCache(long capacity, int vocab)
{
    private const int MostRemembered = 64;

    private readonly Dictionary<AutomatonAddress, LinkedListNode<LoadedAutomaton>> _places = [];
    private readonly LinkedList<LoadedAutomaton> _byUse = [];
    private readonly Dictionary<AutomatonAddress, (Refused.Types.Reason, string)> _turnedAway = [];

    public int Count => _places.Count;

    /// <summary>Bytes taken, those of masks that are not made yet included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Keeps an automaton, or remembers why not.</summary>
    public void Offer(TokenAutomaton automaton)
    {
        if (Find(automaton.Address) is not null) return;
        if (automaton.Vocab > vocab)
        {
            TurnAway(automaton.Address, Refused.Types.Reason.Invalid, $"an automaton of {automaton.Vocab} tokens; the model has {vocab}");
            return;
        }
        var loaded = new LoadedAutomaton(automaton, vocab);
        if (loaded.Bytes > capacity) TurnAway(automaton.Address, Refused.Types.Reason.Invalid, $"an automaton of {loaded.Bytes} bytes with its masks; this worker keeps {capacity}");
        else if (!TryMakeRoom(loaded.Bytes)) TurnAway(automaton.Address, Refused.Types.Reason.Busy, $"an automaton of {loaded.Bytes} bytes; running answers use {Bytes} of {capacity}");
        else
        {
            _turnedAway.Remove(automaton.Address);
            _places.Add(automaton.Address, _byUse.AddFirst(loaded));
            Bytes += loaded.Bytes;
        }
    }

    /// <summary>Remembers why an automaton is not kept, until the next work that names it.</summary>
    public void TurnAway(AutomatonAddress address, Refused.Types.Reason reason, string detail)
    {
        // Forgotten ones are asked for again, and turned away again.
        if (_turnedAway.Count >= MostRemembered) _turnedAway.Clear();
        _turnedAway[address] = (reason, detail);
    }

    /// <summary>An automaton if it is here; it counts as used now.</summary>
    public LoadedAutomaton? Find(AutomatonAddress address)
    {
        if (!_places.TryGetValue(address, out var place)) return null;
        _byUse.Remove(place);
        _byUse.AddFirst(place);
        return place.Value;
    }

    /// <summary>Why an automaton is not here. What was turned away is told once: the next work asks for the automaton anew, and there may be room.</summary>
    public (Refused.Types.Reason Reason, string Detail) WhyNot(AutomatonAddress address) =>
        _turnedAway.Remove(address, out var why) ? why : (Refused.Types.Reason.UnknownAutomaton, $"automaton {address} is not here");

    private bool TryMakeRoom(long bytes)
    {
        var idle = _byUse.Where(a => a.Users == 0).Sum(a => a.Bytes);
        if (Bytes - idle + bytes > capacity) return false;
        for (var place = _byUse.Last; Bytes + bytes > capacity;)
        {
            var (oldest, before) = (place!, place!.Previous);
            place = before;
            if (oldest.Value.Users > 0) continue;
            _byUse.Remove(oldest);
            _places.Remove(oldest.Value.Automaton.Address);
            Bytes -= oldest.Value.Bytes;
        }
        return true;
    }
}
