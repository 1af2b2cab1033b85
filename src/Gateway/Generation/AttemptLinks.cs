using Google.Protobuf;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Links;

namespace Orchestrator.Gateway.Generation;

/// <summary>The links that one attempt uses, and the messages it sends over them.</summary>
internal sealed class AttemptLinks(GenerationInput input, RoutePlan.Assigned plan, WorkerConnection prefill, WorkerConnection decode)
{
    private readonly AttemptKey _key = new(input.Request, input.Choice, plan.Attempt);

    public void Listen(EventBuffer events)
    {
        prefill.Listen(_key, events);
        if (plan.IsSplit) decode.Listen(_key, events);
    }

    /// <summary>Sends the whole choice: the prompt to the prefill worker, and what to expect to the decode worker.</summary>
    public void Start(IReadOnlyList<int> emitted, TimeSpan timeLeft)
    {
        if (plan.IsSplit) Expect(emitted, timeLeft);
        var work = ToWork(plan.Prefill, emitted, timeLeft);
        if (plan.IsSplit) work.Decode = ToDecode();
        prefill.Send(new ToWorker { Work = work });
    }

    /// <summary>Takes over a prefill that an earlier attempt has begun: only its decode side is new.</summary>
    public void Redirect(AttemptKey from, IReadOnlyList<int> givenEmitted, TimeSpan timeLeft)
    {
        if (plan.IsSplit) Expect(givenEmitted, timeLeft);
        var redirect = new Redirect { Key = from.ToWire(), Attempt = (uint)plan.Attempt };
        if (plan.IsSplit) redirect.Decode = ToDecode();
        prefill.Send(new ToWorker { Redirect = redirect });
    }

    /// <summary>Stops listening, and tells the workers to drop it.</summary>
    public void Cancel()
    {
        Forget();
        prefill.Send(new ToWorker { Cancel = new Cancel { Key = _key.ToWire() } });
        if (plan.IsSplit) CancelDecode();
    }

    /// <summary>Stops listening, and tells the decode worker alone to drop it.</summary>
    public void CancelDecode()
    {
        Forget();
        decode.Send(new ToWorker { Cancel = new Cancel { Key = _key.ToWire() } });
    }

    public void Forget()
    {
        prefill.Forget(_key);
        decode.Forget(_key);
    }

    private void Expect(IReadOnlyList<int> emitted, TimeSpan timeLeft) => decode.Send(new ToWorker
    {
        Expect = new Expect
        {
            Work = ToWork(plan.Decode, emitted, timeLeft),
            PrefillWorker = plan.Prefill.Life.Worker.Value,
            PrefillLife = ByteString.CopyFrom(plan.Prefill.Life.Life.ToByteArray()),
        },
    });

    private Decode ToDecode() => new()
    {
        Worker = plan.Decode.Life.Worker.Value,
        Life = ByteString.CopyFrom(plan.Decode.Life.Life.ToByteArray()),
        KvEndpoint = plan.Decode.KvEndpoint,
    };

    private Work ToWork(WorkerTarget target, IReadOnlyList<int> emitted, TimeSpan timeLeft)
    {
        var work = new Work
        {
            Key = _key.ToWire(),
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
