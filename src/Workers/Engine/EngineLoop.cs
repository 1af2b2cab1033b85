using Orchestrator.Contracts.Constraints;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Policies.Batching;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.KvEvents;
using Orchestrator.Workers.Metering;
using Orchestrator.Workers.Model;
using Orchestrator.Workers.Transfer;

namespace Orchestrator.Workers.Engine;

/// <summary>
/// The engine of one worker: a thread that plans a step, runs it and applies it, over and over. All methods may be called from any thread;
/// they post to the engine and take effect between two steps, or at once where they concern no step in hand.
/// </summary>
public sealed class EngineLoop : IDisposable
{
    // With work that waits for others, and without any: whatever is posted ends the wait at once.
    private static readonly TimeSpan s_waiting = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_shortestStall = TimeSpan.FromSeconds(2);

    // A step in hand is of running sequences; what concerns those that are still to come touches none of it.
    private static readonly Func<bool> s_always = static () => true;

    private readonly EngineState _state;
    private readonly BatchOptions _batching;
    private readonly Mailbox _mailbox;
    private readonly StepClock _clock = new();
    private readonly StepRates _rates = new();
    private readonly StepRunner _runner;
    private readonly WorkIntake _intake;
    private readonly Imports _imports;
    private readonly Handoffs _handoffs;
    private readonly Departures _departures;
    private readonly Thread _thread;
    private readonly Action<Exception> _faulted;
    private readonly IDeviceBackend _backend;
    private readonly TaskCompletionSource _warm = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // Gateways that have not taken what was said to them.
    private readonly HashSet<Outbox> _deaf = [];
    private long _stepStarted;
    // Of the step in hand; null between steps.
    private TimeSpan? _expectedStep;
    private volatile bool _stopping;
    private volatile EngineLoad _load;

    /// <param name="backend">Computes; owned by the caller.</param>
    /// <param name="vocab">Size of the vocabulary.</param>
    /// <param name="options">Limits.</param>
    /// <param name="exports">Carries KV to other workers.</param>
    /// <param name="time">Clock.</param>
    /// <param name="faulted">Called once when a step throws: the device or the code is broken and the worker must end.</param>
    public EngineLoop(IDeviceBackend backend, int vocab, EngineOptions options, KvExports exports, TimeProvider time, Action<Exception> faulted) : this(backend, vocab, options, exports, time, faulted, null)
    {
    }

    /// <summary>The same with somebody who takes its figures.</summary>
    internal EngineLoop(IDeviceBackend backend, int vocab, EngineOptions options, KvExports exports, TimeProvider time, Action<Exception> faulted, EngineMeter? meter)
    {
        _batching = new BatchOptions(Math.Max(options.TokenBudget, options.MaxRunning), options.MaxRunning, KvLayout.BlockSize);
        _state = new EngineState(options, backend.Kv.Blocks, vocab, time, meter);
        _mailbox = new Mailbox(Flush);
        KvReports = new KvReports(_state.Index, _mailbox.Post);
        _handoffs = new Handoffs(_state, exports, backend.Kv.Layers);
        _runner = new StepRunner(_state, backend, _handoffs);
        _intake = new WorkIntake(_state, _batching);
        _imports = new Imports(_state, _batching);
        _departures = new Departures(_state, _rates);
        _faulted = faulted;
        _backend = backend;
        _load = ToLoad();
        exports.Bind(this);
        _thread = new Thread(Loop) { Name = "engine", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Completes when the engine has made its first steps and is ready for work.</summary>
    public Task Warm => _warm.Task;

    /// <summary>The state after the last step.</summary>
    public EngineLoad Load => _load;

    /// <summary>How much longer the step in hand has run than a step may (ten times what is expected, and two seconds in any case); null while all is well.</summary>
    public TimeSpan? Overdue
    {
        get
        {
            var load = _load;
            if (!load.Busy) return null;
            var limit = TimeSpan.FromTicks(Math.Max(s_shortestStall.Ticks, 10 * load.ExpectedStep.Ticks));
            return _state.Time.GetElapsedTime(Volatile.Read(ref _stepStarted)) - limit is var overdue && overdue > TimeSpan.Zero ? overdue : null;
        }
    }

    /// <summary>What the prefix cache holds.</summary>
    internal KvReports KvReports { get; }

    /// <summary>Limits of this engine.</summary>
    public EngineOptions Options => _state.Options;

    public void Submit(Work work, Outbox outbox) => _mailbox.Post(() => _intake.Submit(work, outbox), () => IsNew(work));

    public void Expect(Expect expect, Outbox outbox) => _mailbox.Post(
        () =>
        {
            if (_intake.Expect(expect, outbox) is { } sequence) _imports.TryJoin(sequence);
        },
        () => IsNew(expect.Work));

    /// <summary>Keeps a token automaton for work that names it.</summary>
    public void Keep(TokenAutomaton automaton) => _mailbox.Post(() => _state.Automata.Offer(automaton), s_always);

    /// <summary>Work that names this automaton is invalid here, for the reason given.</summary>
    public void TurnAway(AutomatonAddress automaton, string why) => _mailbox.Post(() => _state.Automata.TurnAway(automaton, Refused.Types.Reason.Invalid, why), s_always);

    /// <summary>Ends a sequence without a word: the gateway no longer wants it.</summary>
    public void Cancel(AttemptKey key) => _mailbox.Post(() =>
    {
        if (_state.Sequences.Find(key) is { } sequence) _state.Remove(sequence, "cancelled");
        else if (_state.Imports.Find(key) is { } import) _state.Drop(import, "cancelled");
    });

    public void Redirect(AttemptKey key, int attempt, DecodeTarget? target, Outbox outbox) => _mailbox.Post(() => _handoffs.Redirect(key, attempt, target, outbox));

    /// <summary>A running answer goes on elsewhere, as the attempt that the target expects; if it cannot, or when there is no target any more, it goes on here.</summary>
    public void Migrate(AttemptKey key, int attempt, DecodeTarget? target) => _mailbox.Post(() => _handoffs.Migrate(key, attempt, target));

    /// <summary>The gateway is gone: so are its sequences.</summary>
    public void Drop(Outbox outbox) => _mailbox.Post(() => Forget(outbox, "the gateway is gone"));

    /// <summary>Gives new orders.</summary>
    /// <returns>Completes when they hold and <see cref="Load"/> says so: whatever was accepted before is in it.</returns>
    public Task ObeyAsync(EngineOrders orders)
    {
        var obeyed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _mailbox.Post(() =>
        {
            _state.Orders = orders;
            _load = ToLoad();
            obeyed.SetResult();
        }, s_always);
        return obeyed.Task;
    }

    /// <summary>Forgets all cached prompts. What runs keeps its blocks, and nobody else finds them.</summary>
    public void ResetPrefixCache() => _mailbox.Post(_state.Blocks.ForgetAll);

    internal void TransferAcknowledged(AttemptKey key) => _mailbox.Post(() => _handoffs.Acknowledged(key));

    internal void TransferFailed(AttemptKey key, string detail) => _mailbox.Post(() => _handoffs.Failed(key, detail));

    /// <summary>Reserves room for KV, or says why not. <paramref name="dropped"/> is called once if the room is taken back before the import completes.</summary>
    internal Task<(KvImport? Import, string Refusal)> ReserveAsync(AttemptKey key, Guid from, int tokens, ulong digest, Action<string> dropped)
    {
        var answer = new TaskCompletionSource<(KvImport?, string)>(TaskCreationOptions.RunContinuationsAsynchronously);
        _mailbox.Post(() => answer.SetResult(_imports.TryReserve(key, from, tokens, digest, dropped)), s_always);
        return answer.Task;
    }

    /// <summary>All blocks of a prompt are in; null when the KV belongs to the engine now, else why not.</summary>
    internal Task<string?> CompleteImportAsync(KvImport import, int firstToken)
    {
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _mailbox.Post(() => answer.SetResult(_imports.Complete(import, firstToken)), s_always);
        return answer.Task;
    }

    /// <summary>All blocks of a running answer are in; null when it runs here now, else why not.</summary>
    /// <param name="import">The room.</param>
    /// <param name="tokens">The answer's tokens so far.</param>
    internal Task<string?> ContinueImportAsync(KvImport import, int[] tokens)
    {
        var answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _mailbox.Post(() => answer.SetResult(_imports.Continue(import, tokens)), s_always);
        return answer.Task;
    }

    internal void ImportLost(KvImport import, string why) => _mailbox.Post(() =>
    {
        if (_state.Imports.Find(import.Key) == import) _state.Drop(import, why);
    });

    /// <summary>Ends the thread after the step in hand.</summary>
    public void Dispose()
    {
        _stopping = true;
        _mailbox.Post(() => { });
        if (Thread.CurrentThread != _thread) _thread.Join();
        _mailbox.Dispose();
    }

    private void Loop()
    {
        try
        {
            _mailbox.Own();
            WarmUp();
            while (!_stopping) Turn();
        }
        catch (Exception e)
        {
            _warm.TrySetException(e);
            _faulted(e);
        }
    }

    // The first step of all, before any work: compiles what is compiled late, and teaches the clock what a token costs here.
    private void WarmUp()
    {
        var tokens = new int[Math.Min(KvLayout.BlockSize, _batching.TokenBudget)];
        var batch = new Batch { Tokens = tokens, Sequences = [new SequenceSlice(0, 0, tokens.Length, new int[1])], LogitRows = [tokens.Length - 1] };
        for (var i = 0; i < 2; i++)
        {
            var started = _state.Time.GetTimestamp();
            _backend.Forward(batch, new float[_state.Vocab], null);
            if (i > 0) _clock.Learn(tokens.Length, _state.Time.GetElapsedTime(started));
        }
        _warm.SetResult();
    }

    private void Turn()
    {
        _mailbox.Drain();
        Expire();
        _departures.Look();
        var ready = _state.Sequences.All.Where(s => s.State is SequenceState.Running or SequenceState.Waiting).ToList();
        var blocks = new BlockView(_state.Blocks.Available, _state.Blocks.References, i => _state.Prefixes.Find(ready[i]));
        var views = ready.Select(s => s.ToView()).ToArray();
        var plan = BatchPolicy.Plan(views, blocks, _batching with { TokenBudget = TokenBudget(views) });
        if (_runner.Prepare(plan, ready) is { } step) Run(step);
        Publish();
        ForgetDeaf();
        if (plan.IsEmpty) _mailbox.Wait(_state.IsEmpty ? s_idle : s_waiting);
    }

    // Prompts beside running answers are cut so that the answers keep their pace.
    private int TokenBudget(SequenceView[] sequences)
    {
        var decodes = sequences.Count(s => s is { Running: true, Remaining: 1 });
        if (decodes == 0 || decodes == sequences.Length || _rates.Times is not { } times || _state.Orders.StepTime <= TimeSpan.Zero) return _batching.TokenBudget;
        return StepBudget.Tokens(times, decodes, _state.Orders.StepTime.TotalSeconds, _batching);
    }

    private void Run(StepInHand step)
    {
        Volatile.Write(ref _stepStarted, _state.Time.GetTimestamp());
        _expectedStep = _clock.Expect(step.Tokens);
        Publish();
        int? candidates = null;
        _mailbox.Compute(() => candidates = _runner.Forward(step));
        _expectedStep = null;
        _runner.Apply(step, candidates);
        var took = _state.Time.GetElapsedTime(_stepStarted);
        _clock.Learn(step.Tokens, took);
        _rates.Learn(step.Tokens - step.Decodes, step.Decodes, took);
    }

    private void Expire()
    {
        _imports.Expire();
        var now = _state.Time.GetTimestamp();
        foreach (var late in _state.Sequences.All.Where(s => s.Deadline < now).ToList()) _state.End(late, Ended.Types.Reason.Deadline);
    }

    private void Publish()
    {
        _load = ToLoad();
        Flush();
    }

    // Also during a step. Whoever does not read is given up after it: its blocks may be those that the device writes to.
    private void Flush()
    {
        foreach (var outbox in _state.Outboxes)
            if (!outbox.TryFlush(_state.Steps, _load.Busy, _load.ExpectedStep)) _deaf.Add(outbox);
    }

    private void ForgetDeaf()
    {
        foreach (var outbox in _deaf) Forget(outbox, "the gateway does not read");
        _deaf.Clear();
    }

    private void Forget(Outbox outbox, string why)
    {
        foreach (var sequence in _state.Sequences.All.Where(s => s.Outbox == outbox).ToList()) _state.Remove(sequence, why);
        _state.Outboxes.Remove(outbox);
        outbox.Close();
    }

    // Work that came during the step does not add to it, and replaces nobody who takes part in it.
    private bool IsNew(Work work) => _state.Sequences.Newest(work.Key.FromWire()) is null;

    private EngineLoad ToLoad() => new()
    {
        Running = _state.Sequences.All.Count(s => s.State is SequenceState.Running or SequenceState.HandingOff),
        Waiting = _state.Sequences.All.Count(s => s.State is SequenceState.Waiting or SequenceState.Importing),
        PrefillTokensWaiting = _state.Sequences.All.Where(s => s.State is SequenceState.Waiting or SequenceState.Running).Sum(s => (long)Math.Max(0, s.GivenTokens - Math.Max(s.Computed, s.FoundAtIntake))),
        BlocksTotal = _state.Blocks.Total,
        BlocksFree = _state.Blocks.Free,
        BlocksCached = _state.Blocks.Cached,
        BlocksReferenced = _state.Blocks.Referenced,
        PromptTokensPrefilled = _state.PromptTokensPrefilled,
        PromptTokensCached = _state.PromptTokensCached,
        Preemptions = _state.Preemptions,
        TokensDecoded = _state.TokensDecoded,
        Step = _state.Steps,
        NewestTicket = _state.NewestTicket,
        Leaving = _departures.Count,
        WorkedEpoch = _state.WorkedEpoch,
        MigrationsOut = _state.MigrationsOut,
        MigrationsIn = _state.MigrationsIn,
        MigrationsFailed = _state.MigrationsFailed,
        Orders = _state.Orders,
        ExpectedStep = _expectedStep ?? default,
        Busy = _expectedStep is not null,
        PromptTokensPerSecond = _rates.PromptTokensPerSecond,
        DecodeStepSeconds = _rates.StepSeconds,
        DecodeSequenceSeconds = _rates.SequenceSeconds,
        MixedStepFactor = _rates.MixedFactor,
    };
}
