using Google.Protobuf;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Links;

namespace Orchestrator.Gateway.Generation;

/// <summary>One try of one choice: its plan, the links it uses, and the messages it sends over them.</summary>
internal sealed class Attempt(GenerationInput input, RoutePlan.Assigned plan, WorkerConnection prefill, WorkerConnection decode)
{
    public AttemptKey Key { get; } = new(input.Request, input.Choice, plan.Attempt);

    public RoutePlan.Assigned Plan { get; } = plan;

    public bool IsSplit => Plan.IsSplit;

    /// <summary>The decode worker has the KV; the prefill worker is no longer needed. True from the start when one worker does both.</summary>
    public bool IsHandedOff { get; set; } = !plan.IsSplit;

    /// <summary>The prefill worker has said that it holds nothing any more.</summary>
    public bool IsReleased { get; set; } = !plan.IsSplit;

    /// <summary>Some worker has accepted the work: from then on its end is a fault, not a refusal.</summary>
    public bool IsAccepted { get; set; }

    public void Listen(EventBuffer events)
    {
        prefill.Listen(Key, events);
        if (IsSplit) decode.Listen(Key, events);
    }

    /// <summary>Sends the whole choice: the prompt to the prefill worker, and what to expect to the decode worker.</summary>
    public void Start(IReadOnlyList<int> emitted, TimeSpan timeLeft)
    {
        if (IsSplit) Expect(emitted, timeLeft);
        var work = ToWork(Plan.Prefill, emitted, timeLeft);
        if (IsSplit) work.Decode = ToDecode();
        prefill.Send(new ToWorker { Work = work });
    }

    /// <summary>Takes over a prefill that an earlier attempt has begun: only its decode side is new.</summary>
    public void Redirect(AttemptKey from, IReadOnlyList<int> givenEmitted, TimeSpan timeLeft)
    {
        if (IsSplit) Expect(givenEmitted, timeLeft);
        var redirect = new Redirect { Key = from.ToWire(), Attempt = (uint)Key.Attempt };
        if (IsSplit) redirect.Decode = ToDecode();
        prefill.Send(new ToWorker { Redirect = redirect });
    }

    /// <summary>Stops listening, and tells the workers to drop it.</summary>
    public void Cancel()
    {
        Forget();
        prefill.Send(new ToWorker { Cancel = new Cancel { Key = Key.ToWire() } });
        if (IsSplit) CancelDecode();
    }

    /// <summary>Stops listening, and tells the decode worker alone to drop it.</summary>
    public void CancelDecode()
    {
        Forget();
        decode.Send(new ToWorker { Cancel = new Cancel { Key = Key.ToWire() } });
    }

    public void Forget()
    {
        prefill.Forget(Key);
        decode.Forget(Key);
    }

    private void Expect(IReadOnlyList<int> emitted, TimeSpan timeLeft) => decode.Send(new ToWorker
    {
        Expect = new Expect
        {
            Work = ToWork(Plan.Decode, emitted, timeLeft),
            PrefillWorker = Plan.Prefill.Life.Worker.Value,
            PrefillLife = ByteString.CopyFrom(Plan.Prefill.Life.Life.ToByteArray()),
        },
    });

    private Decode ToDecode() => new()
    {
        Worker = Plan.Decode.Life.Worker.Value,
        Life = ByteString.CopyFrom(Plan.Decode.Life.Life.ToByteArray()),
        KvEndpoint = Plan.Decode.KvEndpoint,
    };

    private Work ToWork(WorkerTarget target, IReadOnlyList<int> emitted, TimeSpan timeLeft)
    {
        var work = new Work
        {
            Key = Key.ToWire(),
            Epoch = (ulong)target.Epoch,
            TicketRouter = ByteString.CopyFrom(target.Ticket.Router.ToByteArray()),
            TicketNumber = target.Ticket.Number,
            PromptTokens = (uint)input.Prompt.Length,
            MaxTokens = (uint)input.MaxTokens,
            Sampling = input.Sampling,
            Priority = input.Priority,
            CacheSalt = input.TenantSalt,
            DeadlineMs = (uint)Math.Clamp(timeLeft.TotalMilliseconds, 0, uint.MaxValue),
        };
        foreach (var token in input.Prompt) work.Tokens.Add((uint)token);
        foreach (var token in emitted) work.Tokens.Add((uint)token);
        return work;
    }
}
