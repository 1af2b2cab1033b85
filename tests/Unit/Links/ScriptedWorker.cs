using System.Net;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Contracts.Routing;
using Orchestrator.Hosting.Security;
using Orchestrator.Unit.Engine;

namespace Orchestrator.Unit.Links;

/// <summary>A worker that says what a test tells it to: a real gRPC server with the handshake of the links, and no engine.</summary>
internal sealed class ScriptedWorker : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ClusterSecret _secret;
    private readonly Channel<ToWorker> _received = Channel.CreateUnbounded<ToWorker>();
    private volatile Channel<FromWorker>? _link;
    private int _links;

    private ScriptedWorker(string name, string secret)
    {
        Life = new WorkerLife(new WorkerId(name), Guid.NewGuid());
        _secret = new ClusterSecret(secret);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new Answerer(this));
        _app = builder.Build();
        _app.MapGrpcService<Answerer>();
    }

    public static async Task<ScriptedWorker> StartAsync(string name, string secret = "the cluster's")
    {
        var worker = new ScriptedWorker(name, secret);
        await worker._app.StartAsync();
        return worker;
    }

    public WorkerLife Life { get; }

    public WorkerTarget Target => new(Life, Epoch: 3, new Uri(_app.Urls.First()).Authority, $"kv of {Life}", "numerics", new WorkTicket(Guid.Empty, 9));

    /// <summary>What the worker says first; null for a challenge as agreed.</summary>
    public FromWorker? Opening { get; set; }

    /// <summary>What it answers to the gateway's hello; null for a welcome as agreed.</summary>
    public FromWorker? Reply { get; set; }

    public Hello? Hello { get; private set; }

    /// <summary>Links that gateways have made so far.</summary>
    public int Links => Volatile.Read(ref _links);

    /// <summary>The next message of a kind; heartbeats apart, it must be the next of all.</summary>
    public async Task<ToWorker> NextAsync(ToWorker.BodyOneofCase kind)
    {
        while (true)
        {
            var message = await _received.Reader.ReadAsync().AsTask().InTimeAsync($"a message {kind} to {Life}");
            if (message.BodyCase == ToWorker.BodyOneofCase.Heartbeat) continue;
            Xunit.Assert.Equal(kind, message.BodyCase);
            return message;
        }
    }

    public async Task<Work> WorkAsync() => (await NextAsync(ToWorker.BodyOneofCase.Work)).Work;

    public async Task<Expect> ExpectAsync() => (await NextAsync(ToWorker.BodyOneofCase.Expect)).Expect;

    public async Task<AttemptKey> CancelAsync() => (await NextAsync(ToWorker.BodyOneofCase.Cancel)).Cancel.Key.FromWire();

    public async Task<Redirect> RedirectAsync() => (await NextAsync(ToWorker.BodyOneofCase.Redirect)).Redirect;

    /// <summary>Waits for a heartbeat: all that was sent before it has come. Everything else that comes is returned.</summary>
    public async Task<List<ToWorker>> BeforeHeartbeatAsync()
    {
        var others = new List<ToWorker>();
        while (true)
        {
            var message = await _received.Reader.ReadAsync().AsTask().InTimeAsync($"a heartbeat to {Life}");
            if (message.BodyCase == ToWorker.BodyOneofCase.Heartbeat) return others;
            others.Add(message);
        }
    }

    public void Say(StepReport report) => (_link ?? throw new InvalidOperationException("nobody has connected")).Writer.TryWrite(new FromWorker { Step = report });

    public void Accept(AttemptKey key) => Say(new StepReport { Accepted = { new Accepted { Key = key.ToWire() } } });

    public void Refuse(AttemptKey key, Refused.Types.Reason reason) => Say(new StepReport { Refused = { new Refused { Key = key.ToWire(), Reason = reason, Detail = "as the test says" } } });

    /// <summary>Tokens with ids 100 + index.</summary>
    public void Token(AttemptKey key, params int[] indexes)
    {
        var report = new StepReport();
        foreach (var index in indexes) report.Tokens.Add(new Token { Key = key.ToWire(), Index = (uint)index, Id = (uint)(100 + index) });
        Say(report);
    }

    public void End(AttemptKey key, int tokens, Ended.Types.Reason reason = Ended.Types.Reason.Length) =>
        Say(new StepReport { Ended = { new Ended { Key = key.ToWire(), Reason = reason, Tokens = (uint)tokens, Detail = "as the test says" } } });

    public void HandOff(AttemptKey key) => Say(new StepReport { HandedOff = { new HandedOff { Key = key.ToWire() } } });

    public void FailTransfer(AttemptKey key) => Say(new StepReport { TransfersFailed = { new TransferFailed { Key = key.ToWire(), Detail = "as the test says" } } });

    public void Leave(AttemptKey key) => Say(new StepReport { Leaving = { new Leaving { Key = key.ToWire() } } });

    /// <summary>Ends the link, with a word or without.</summary>
    public void HangUp(string? goodbye = null)
    {
        if (goodbye is not null) _link!.Writer.TryWrite(new FromWorker { Goodbye = new Goodbye { Reason = goodbye } });
        _link!.Writer.TryComplete();
    }

    public async ValueTask DisposeAsync()
    {
        _link?.Writer.TryComplete();
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(IAsyncStreamReader<ToWorker> requests, IServerStreamWriter<FromWorker> responses, CancellationToken ended)
    {
        var mine = ClusterSecret.Nonce();
        await responses.WriteAsync(Opening ?? new FromWorker { Challenge = new Challenge { Version = ProtocolVersion.Current, Nonce = ByteString.CopyFrom(mine) } }, ended);
        if (!await requests.MoveNext(ended)) return;
        Hello = requests.Current.Hello;
        var proof = _secret.Prove(ClusterSecret.Side.Answerer, mine, Hello.Nonce.Span);
        await responses.WriteAsync(Reply ?? new FromWorker { Welcome = new Welcome { Proof = ByteString.CopyFrom(proof) } }, ended);
        var link = Channel.CreateUnbounded<FromWorker>();
        _link = link;
        Interlocked.Increment(ref _links);
        var writing = WriteAsync(link.Reader, responses);
        var reading = ReadAsync(requests, ended);
        await Task.WhenAny(writing, reading);
        link.Writer.TryComplete();
        await writing;
    }

    private async Task ReadAsync(IAsyncStreamReader<ToWorker> requests, CancellationToken ended)
    {
        try
        {
            while (await requests.MoveNext(ended)) _received.Writer.TryWrite(requests.Current);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The gateway has gone.
        }
    }

    private static async Task WriteAsync(ChannelReader<FromWorker> messages, IServerStreamWriter<FromWorker> responses)
    {
        try
        {
            await foreach (var message in messages.ReadAllAsync()) await responses.WriteAsync(message);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The gateway has gone.
        }
    }

    private sealed class Answerer(ScriptedWorker worker) : WorkerLink.WorkerLinkBase
    {
        public override Task Connect(IAsyncStreamReader<ToWorker> requestStream, IServerStreamWriter<FromWorker> responseStream, ServerCallContext context) =>
            worker.ServeAsync(requestStream, responseStream, context.CancellationToken);
    }
}
