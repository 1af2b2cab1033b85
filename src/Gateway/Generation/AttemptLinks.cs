using Google.Protobuf;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Links;

namespace Orchestrator.Gateway.Generation;

/// <summary>The links that one attempt uses, and the messages it sends over them.</summary>
internal sealed class AttemptLinks(GenerationInput input, RoutePlan.Assigned plan, WorkerConnection prefill, WorkerConnection decode)
{
    private readonly AttemptKey _key = new(input.Request, input.Choice, plan.Attempt);
    private long _prefillSending;
    private long _decodeSending;
    private WorkerLife? _announced;

    /// <summary>The request's span for the workers' own; empty when nobody listens.</summary>
    public string Traceparent { get; init; } = "";

    public void Listen(EventBuffer events)
    {
        prefill.Listen(_key, events);
        if (plan.IsSplit) decode.Listen(_key, events);
    }

    /// <summary>Sends the whole choice: the prompt to the prefill worker, and what to expect to the decode worker.</summary>
    public void Start(IReadOnlyList<int> emitted, TimeSpan timeLeft)
    {
        if (plan.IsSplit) Expect(emitted, timeLeft);
        Work(emitted, timeLeft);
    }

    /// <summary>Tells the decode worker that a running answer will come to it.</summary>
    /// <param name="from">The worker that runs it.</param>
    /// <param name="emitted">The answer's first tokens; the KV brings the others.</param>
    /// <param name="timeLeft">Until the deadline.</param>
    public void Announce(WorkerLife from, IReadOnlyList<int> emitted, TimeSpan timeLeft)
    {
        _announced = from;
        Expect(emitted, timeLeft);
    }

    /// <summary>Tells the decode worker to send its answer to another, which expects it.</summary>
    public void Migrate(AttemptLinks to) => decode.Send(new ToWorker { Migrate = new Migrate { Key = _key.ToWire(), Attempt = (uint)to._key.Attempt, Decode = to.ToDecode() } });

    /// <summary>Tells the decode worker to go on with an answer that it is sending away.</summary>
    public void Keep() => decode.Send(new ToWorker { Migrate = new Migrate { Key = _key.ToWire() } });

    /// <summary>Sends its work to one of the workers again, and the automaton before it.</summary>
    /// <param name="worker">It has refused the work for want of the automaton.</param>
    /// <param name="emitted">As the work had them.</param>
    /// <param name="timeLeft">Until the deadline.</param>
    public void Resend(WorkerLife worker, IReadOnlyList<int> emitted, TimeSpan timeLeft)
    {
        if (input.Automaton is not { } automaton) return;
        if (_announced is not null || (plan.IsSplit && worker == plan.Decode.Life))
        {
            decode.Forget(automaton.Address, _decodeSending);
            Expect(emitted, timeLeft);
        }
        else
        {
            prefill.Forget(automaton.Address, _prefillSending);
            Work(emitted, timeLeft);
        }
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

    private void Work(IReadOnlyList<int> emitted, TimeSpan timeLeft)
    {
        var work = ToWork(plan.Prefill, emitted, timeLeft);
        if (plan.IsSplit) work.Decode = ToDecode();
        _prefillSending = Send(prefill, new ToWorker { Work = work });
    }

    private void Expect(IReadOnlyList<int> emitted, TimeSpan timeLeft)
    {
        var from = _announced ?? plan.Prefill.Life;
        var expect = new Expect
        {
            Work = ToWork(plan.Decode, emitted, timeLeft),
            PrefillWorker = from.Worker.Value,
            PrefillLife = ByteString.CopyFrom(from.Life.ToByteArray()),
            Running = _announced is not null,
        };
        _decodeSending = Send(decode, new ToWorker { Expect = expect });
    }

    private long Send(WorkerConnection link, ToWorker message)
    {
        if (input.Automaton is { } automaton) return link.Send(message, automaton);
        link.Send(message);
        return 0;
    }

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
            Traceparent = Traceparent,
            Automaton = input.Automaton is { } automaton ? ByteString.CopyFrom(automaton.Address.ToArray()) : ByteString.Empty,
            DeadlineMs = (uint)Math.Clamp(timeLeft.TotalMilliseconds, 0, uint.MaxValue),
        };
        foreach (var token in input.Prompt) work.Tokens.Add((uint)token);
        foreach (var token in emitted) work.Tokens.Add((uint)token);
        return work;
    }
}
