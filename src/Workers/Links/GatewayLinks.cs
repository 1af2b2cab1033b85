using Google.Protobuf;
using Grpc.Core;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Hosting.Security;
using Orchestrator.Workers.Constraints;
using Orchestrator.Workers.Engine;
using Orchestrator.Workers.Startup;

namespace Orchestrator.Workers.Links;

/// <summary>The worker's end of the link with a gateway: says hello, passes work to the engine, and sends what the engine reports.</summary>
internal sealed partial class GatewayLinks(ServingWorker worker, ClusterSecret secret, IHostApplicationLifetime lifetime, ILogger<GatewayLinks> logger) : WorkerLink.WorkerLinkBase
{
    /// <summary>Silence after which a gateway is taken for dead; it speaks at least once a second.</summary>
    private static readonly TimeSpan s_gatewaySilence = TimeSpan.FromSeconds(5);

    /// <summary>How often the gateway hears of the engine even when there is nothing to say.</summary>
    private static readonly TimeSpan s_heartbeat = TimeSpan.FromMilliseconds(90);

    public override async Task Connect(IAsyncStreamReader<ToWorker> requestStream, IServerStreamWriter<FromWorker> responseStream, ServerCallContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        ending.CancelAfter(s_gatewaySilence);
        if (await GreetAsync(requestStream, responseStream, ending.Token) is not { } serving) return;

        var outbox = new Outbox();
        var automata = new AutomatonParts(serving.Engine.Options.Automata);
        var sending = SendAsync(responseStream, outbox, serving.Engine, ending);
        try
        {
            while (await requestStream.MoveNext(ending.Token))
            {
                ending.CancelAfter(s_gatewaySilence);
                Take(requestStream.Current, serving.Engine, outbox, automata);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or RpcException)
        {
            LogGatewayGone(context.Peer);
        }
        finally
        {
            serving.Engine.Drop(outbox);
            await ending.CancelAsync();
            await sending;
        }
    }

    private async Task<Serving?> GreetAsync(IAsyncStreamReader<ToWorker> requests, IServerStreamWriter<FromWorker> responses, CancellationToken cancellation)
    {
        var mine = ClusterSecret.Nonce();
        await responses.WriteAsync(new FromWorker { Challenge = new Challenge { Version = ProtocolVersion.Current, Nonce = ByteString.CopyFrom(mine) } }, cancellation);
        if (!await requests.MoveNext(cancellation) || requests.Current.Hello is not { } hello) return null;
        if (WhyNot(hello, mine) is { } refusal)
        {
            LogRefused(refusal);
            await responses.WriteAsync(new FromWorker { Goodbye = new Goodbye { Reason = refusal } }, cancellation);
            return null;
        }
        var proof = secret.Prove(ClusterSecret.Side.Answerer, mine, hello.Nonce.Span);
        await responses.WriteAsync(new FromWorker { Welcome = new Welcome { Proof = ByteString.CopyFrom(proof) } }, cancellation);
        return worker.Serving;
    }

    private string? WhyNot(Hello hello, byte[] nonce)
    {
        if (!secret.Verify(ClusterSecret.Side.Caller, nonce, hello.Nonce.Span, hello.Proof.Span)) return "the cluster secret is another one";
        if (hello.Version != ProtocolVersion.Current) return $"protocol {hello.Version}; here {ProtocolVersion.Current}";
        if (worker.Serving is not { } serving) return "the worker is still loading";
        if (hello.Pool != serving.Identity.Pool) return $"pool '{hello.Pool}'; here '{serving.Identity.Pool}'";
        if (hello.Life.Length != 16 || new Guid(hello.Life.Span) != serving.Identity.Life.Life) return $"another life of worker {serving.Identity.Life.Worker} is meant; here is {serving.Identity.Life}";
        return hello.Fingerprint == serving.Identity.Fingerprint ? null : $"numerics '{hello.Fingerprint}'; here '{serving.Identity.Fingerprint}'";
    }

    private static void Take(ToWorker message, EngineLoop engine, Outbox outbox, AutomatonParts automata)
    {
        // Another build's gateway must not be able to end the worker: what is malformed ends its link alone.
        if (!WorkWire.IsSound(message) || (message.Automaton is { } part && !automata.TryTake(part, engine.Keep, engine.TurnAway))) throw new RpcException(new Status(StatusCode.InvalidArgument, $"a malformed {message.BodyCase}"));
        switch (message.BodyCase)
        {
            case ToWorker.BodyOneofCase.Work: engine.Submit(message.Work, outbox); break;
            case ToWorker.BodyOneofCase.Expect: engine.Expect(message.Expect, outbox); break;
            case ToWorker.BodyOneofCase.Cancel: engine.Cancel(message.Cancel.Key.FromWire()); break;
            case ToWorker.BodyOneofCase.Redirect:
                var redirect = message.Redirect;
                engine.Redirect(redirect.Key.FromWire(), (int)redirect.Attempt, redirect.Decode?.ToTarget(), outbox);
                break;
            case ToWorker.BodyOneofCase.Migrate:
                var migrate = message.Migrate;
                engine.Migrate(migrate.Key.FromWire(), (int)migrate.Attempt, migrate.Decode?.ToTarget());
                break;
        }
    }

    private static async Task SendAsync(IServerStreamWriter<FromWorker> responses, Outbox outbox, EngineLoop engine, CancellationTokenSource ending)
    {
        var cancellation = ending.Token;
        using var heartbeat = new PeriodicTimer(s_heartbeat);
        var tick = heartbeat.WaitForNextTickAsync(cancellation).AsTask();
        var readable = outbox.Reports.WaitToReadAsync(cancellation).AsTask();
        try
        {
            while (true)
            {
                await Task.WhenAny(tick, readable);
                if (readable.IsCompleted)
                {
                    if (!await readable) return;
                    while (outbox.Reports.TryRead(out var report)) await responses.WriteAsync(new FromWorker { Step = report }, cancellation);
                    readable = outbox.Reports.WaitToReadAsync(cancellation).AsTask();
                }
                if (!tick.IsCompleted) continue;
                if (!await tick) return;
                tick = heartbeat.WaitForNextTickAsync(cancellation).AsTask();
                var load = engine.Load;
                var alive = new StepReport { Step = (ulong)load.Step, Busy = load.Busy, ExpectedStepMs = (uint)load.ExpectedStep.TotalMilliseconds };
                await responses.WriteAsync(new FromWorker { Step = alive }, cancellation);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or RpcException or InvalidOperationException)
        {
            // The link has ended; the reading side cleans up.
        }
        // Without this side the other one would take work that nobody hears of.
        await ending.CancelAsync();
    }

    [LoggerMessage(LogLevel.Information, "the link with gateway {Peer} has ended")]
    private partial void LogGatewayGone(string peer);

    [LoggerMessage(LogLevel.Warning, "a gateway was refused: {Reason}")]
    private partial void LogRefused(string reason);
}
