using System.Threading.Channels;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;

namespace Orchestrator.Workers.Engine;

/// <summary>
/// What the engine has to say to one gateway. Filled during a step and sent as one message at its end. Bounded: a gateway that does not
/// read is cut off, and its sequences with it.
/// </summary>
public sealed class Outbox
{
    private const int MaxMessages = 4096;

    private readonly Channel<StepReport> _reports = Channel.CreateBounded<StepReport>(new BoundedChannelOptions(MaxMessages) { SingleReader = true });
    private StepReport? _pending;

    /// <summary>The messages in order; completes when the outbox is closed.</summary>
    public ChannelReader<StepReport> Reports => _reports.Reader;

    /// <summary>The gateway is gone or does not read.</summary>
    public bool IsClosed { get; private set; }

    private StepReport Pending => _pending ??= new StepReport();

    internal void Accepted(AttemptKey key) => Pending.Accepted.Add(new Accepted { Key = key.ToWire() });

    internal void Refused(AttemptKey key, Refused.Types.Reason reason, string detail) =>
        Pending.Refused.Add(new Refused { Key = key.ToWire(), Reason = reason, Detail = detail });

    internal void Token(AttemptKey key, int index, int id, Logprobs? logprobs, int cached) =>
        Pending.Tokens.Add(new Token { Key = key.ToWire(), Index = (uint)index, Id = (uint)id, Logprobs = logprobs, CachedTokens = (uint)cached });

    internal void Ended(AttemptKey key, Ended.Types.Reason reason, int tokens, string detail = "") =>
        Pending.Ended.Add(new Ended { Key = key.ToWire(), Reason = reason, Tokens = (uint)tokens, Detail = detail });

    internal void HandedOff(AttemptKey key) => Pending.HandedOff.Add(new HandedOff { Key = key.ToWire() });

    internal void TransferFailed(AttemptKey key, string detail) => Pending.TransfersFailed.Add(new TransferFailed { Key = key.ToWire(), Detail = detail });

    internal void Leaving(AttemptKey key) => Pending.Leaving.Add(new Leaving { Key = key.ToWire() });

    /// <summary>Sends what has gathered, if anything; false when the gateway does not keep up.</summary>
    internal bool TryFlush(long step, bool busy, TimeSpan expectedStep)
    {
        if (_pending is null) return true;
        _pending.Step = (ulong)step;
        _pending.Busy = busy;
        _pending.ExpectedStepMs = (uint)expectedStep.TotalMilliseconds;
        var report = _pending;
        _pending = null;
        return _reports.Writer.TryWrite(report);
    }

    internal void Close()
    {
        IsClosed = true;
        _reports.Writer.TryComplete();
    }
}
