using System.Collections.Immutable;
using Orchestrator.Contracts.KvCache;
using Orchestrator.Contracts.Pools;
using Orchestrator.Policies.Routing;

namespace Orchestrator.Grains.Routing;

/// <summary>The workers of the newest snapshot, and what this router has given each of them. Rows stand side by side: a plan looks at all of them.</summary>
internal sealed class WorkerBook(Guid router, RoutingWeights weights)
{
    private static readonly TimeSpan s_remember = TimeSpan.FromMinutes(1);

    private readonly Dictionary<WorkerLife, GivenWork> _given = new(ByLife.Comparer);
    private readonly Dictionary<WorkerLife, int> _places = new(ByLife.Comparer);
    private WorkerLoad[] _rows = [];
    private GivenWork[] _givenByPlace = [];
    private long _number;

    /// <summary>Takes a new snapshot. What was given to lives that are gone is forgotten after a while: a worker that stalled for a moment comes back as who it was.</summary>
    public void Take(ImmutableArray<WorkerStatus> workers, TimeSpan now)
    {
        _places.Clear();
        for (var i = 0; i < workers.Length; i++) _places[workers[i].Life] = i;
        // By role, of those who had it before.
        var recent = workers.Where(w => _given.GetValueOrDefault(w.Life)?.Role == w.Role).ToLookup(w => w.Role, w => _given[w.Life].Recent.At(now, weights.BalanceSeconds));
        foreach (var (life, given) in _given)
        {
            given.MissingSince = _places.ContainsKey(life) ? null : given.MissingSince ?? now;
            if (now - given.MissingSince > s_remember) _given.Remove(life);
        }
        // Whoever has not measured itself yet is taken for the mean of the others.
        var rate = workers.Where(w => w.PrefillTokensPerSecond > 0).Select(w => w.PrefillTokensPerSecond).DefaultIfEmpty().Average();
        _rows = new WorkerLoad[workers.Length];
        _givenByPlace = new GivenWork[workers.Length];
        for (var i = 0; i < workers.Length; i++)
        {
            if (!_given.TryGetValue(workers[i].Life, out var given)) _given[workers[i].Life] = given = new GivenWork();
            if (given.Role != workers[i].Role) (given.Role, given.Recent) = (workers[i].Role, RecentWork.OfNewcomer([.. recent[workers[i].Role]], now));
            given.ForgetUpTo(workers[i].NewestTicket.Router == router ? workers[i].NewestTicket.Number : 0);
            _givenByPlace[i] = given;
            _rows[i] = new WorkerLoad(workers[i].PrefillTokensPerSecond > 0 ? workers[i] : workers[i] with { PrefillTokensPerSecond = rate }, 0);
        }
    }

    /// <summary>All workers as they are now, with what they hold of a prompt. Good until the next call.</summary>
    /// <param name="now">Time.</param>
    /// <param name="overlaps">As the index knows it.</param>
    /// <param name="siblings">As this router remembers it.</param>
    public ReadOnlySpan<WorkerLoad> Loads(TimeSpan now, ImmutableArray<KvOverlap> overlaps, ReadOnlySpan<KvOverlap> siblings)
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            var given = _givenByPlace[i];
            given.ForgetLost(now);
            _rows[i] = new WorkerLoad(_rows[i].Status, given.Count)
            {
                HandedOutTokens = given.Tokens,
                NewestAssignment = given.Newest,
                RecentSeconds = given.Recent.At(now, weights.BalanceSeconds),
            };
        }
        foreach (var overlap in overlaps.AsSpan()) Hold(overlap);
        foreach (ref readonly var overlap in siblings) Hold(overlap);
        return _rows;
    }

    /// <summary>Notes that work goes to a worker.</summary>
    /// <param name="life">The worker.</param>
    /// <param name="tokens">Prompt tokens that it has to compute.</param>
    /// <param name="seconds">How long that takes it, as predicted.</param>
    /// <param name="now">Time.</param>
    public WorkTicket Give(WorkerLife life, int tokens, double seconds, TimeSpan now)
    {
        var given = _given[life];
        given.Add(++_number, tokens, now);
        given.Recent.Add(seconds, now, weights.BalanceSeconds);
        return new WorkTicket(router, _number);
    }

    private void Hold(in KvOverlap overlap)
    {
        if (!_places.TryGetValue(overlap.Life, out var place)) return;
        ref var row = ref _rows[place];
        if (row.CachedBlocks < overlap.Blocks) row = row with { CachedBlocks = overlap.Blocks, HostBlocks = overlap.HostBlocks };
    }
}
