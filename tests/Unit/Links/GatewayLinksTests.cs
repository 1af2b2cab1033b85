using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Orchestrator.Contracts.Pools;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Routing;
using Orchestrator.Gateway.Links;
using Orchestrator.Hosting.Security;
using Orchestrator.Unit.Engine;
using Xunit;

namespace Orchestrator.Unit.Links;

/// <summary>The worker's end of a link, against the gateway's own and against strangers.</summary>
public sealed class GatewayLinksTests
{
    [Fact]
    public async Task Work_goes_in_and_tokens_come_out()
    {
        await using var linked = await LinkedWorker.StartAsync();
        await using var connection = await ConnectAsync(linked.Target());
        var (work, buffer, tokens) = (Works.Of(Works.NewKey(), [1, 290, 300], 25), new EventBuffer(), new List<int>());
        connection.Listen(work.Key(), buffer);
        connection.Send(new ToWorker { Work = work });
        while (await buffer.NextAsync(CancellationToken.None).AsTask().InTimeAsync("an event") is not WorkerEvent.Ended and { } happened)
            if (happened is WorkerEvent.Token token) tokens.Add(token.Id);
        Assert.Equal(await TestWorker.AloneAsync(work), tokens);
    }

    [Fact]
    public async Task A_gateway_with_another_secret_is_refused()
    {
        await using var linked = await LinkedWorker.StartAsync();
        Assert.Contains("the cluster secret is another one", await RefusalAsync(linked.Target(), secret: "another"));
    }

    [Fact]
    public async Task A_gateway_that_means_another_life_is_refused_with_ours()
    {
        await using var linked = await LinkedWorker.StartAsync();
        var other = new WorkerLife(linked.Life.Worker, Guid.NewGuid());
        var message = await RefusalAsync(linked.Target() with { Life = other });
        Assert.Contains(other.ToString(), message);
        Assert.Contains($"here is {linked.Life}", message);
    }

    [Fact]
    public async Task A_gateway_of_another_pool_is_refused_with_both()
    {
        await using var linked = await LinkedWorker.StartAsync();
        Assert.Contains("pool 'theirs'; here 'pool'", await RefusalAsync(linked.Target(), pool: "theirs"));
    }

    [Fact]
    public async Task A_gateway_that_expects_other_numerics_is_refused_with_both()
    {
        await using var linked = await LinkedWorker.StartAsync(new WorkerShape { Fingerprint = "mine" });
        Assert.Contains("numerics 'yours'; here 'mine'", await RefusalAsync(linked.Target() with { Fingerprint = "yours" }));
    }

    [Fact]
    public async Task A_worker_that_loads_says_so()
    {
        await using var linked = await LinkedWorker.StartAsync(isLoaded: false);
        Assert.Contains("the worker is still loading", await RefusalAsync(linked.Target()));
        linked.Load();
        await using var connection = await ConnectAsync(linked.Target());
        Assert.Null(connection.EndReason);
    }

    [Fact]
    public async Task The_end_of_the_link_ends_its_sequences()
    {
        await using var linked = await LinkedWorker.StartAsync();
        var connection = await ConnectAsync(linked.Target());
        connection.Send(new ToWorker { Work = Works.Of(Works.NewKey(), [1, 290], 500) });
        connection.Send(new ToWorker { Expect = Expected() });
        await Eventually.TrueAsync(() => linked.Worker.Load is { Running: 1, Waiting: 1 }, () => $"{linked.Worker.Load}");
        await connection.DisposeAsync();
        await linked.Worker.QuietAsync();
    }

    [Fact]
    public async Task A_gateway_that_is_silent_loses_its_sequences()
    {
        await using var linked = await LinkedWorker.StartAsync();
        using var channel = GrpcChannel.ForAddress($"http://{linked.WorkEndpoint}");
        using var call = await GreetAsync(channel, linked);
        await call.RequestStream.WriteAsync(new ToWorker { Expect = Expected() });
        await Eventually.TrueAsync(() => linked.Worker.Load.Waiting == 1, () => $"{linked.Worker.Load}");
        // It reads and never speaks again.
        await DrainAsync(call);
        await linked.Worker.QuietAsync();
    }

    public static TheoryData<string> Malformed => ["work without key", "work without sampling", "decode without life", "expect without work", "expect from half a life", "cancel without key", "redirect without key", "redirect to half a life", "huge prompt count", "nothing", "a second hello"];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_message_ends_its_link_at_most_and_never_the_worker(string what)
    {
        await using var linked = await LinkedWorker.StartAsync();
        await using var other = await ConnectAsync(linked.Target());
        using var channel = GrpcChannel.ForAddress($"http://{linked.WorkEndpoint}");
        using var call = await GreetAsync(channel, linked);
        var work = Works.Of(Works.NewKey(), [1, 290], 5);
        var half = new Decode { Worker = "w", Life = ByteString.CopyFrom(1, 2, 3), KvEndpoint = "127.0.0.1:1" };
        await call.RequestStream.WriteAsync(what switch
        {
            "work without key" => new ToWorker { Work = new Work { Sampling = work.Sampling } },
            "work without sampling" => new ToWorker { Work = new Work { Key = work.Key } },
            "decode without life" => new ToWorker { Work = new Work(work) { Decode = half } },
            "expect from half a life" => new ToWorker { Expect = new Expect { Work = work, PrefillLife = half.Life } },
            "expect without work" => new ToWorker { Expect = new Expect() },
            "cancel without key" => new ToWorker { Cancel = new Cancel() },
            "redirect without key" => new ToWorker { Redirect = new Redirect() },
            "redirect to half a life" => new ToWorker { Redirect = new Redirect { Key = work.Key, Attempt = 2, Decode = half } },
            "huge prompt count" => new ToWorker { Work = new Work(work) { PromptTokens = uint.MaxValue, MaxTokens = uint.MaxValue } },
            "a second hello" => new ToWorker { Hello = new Hello() },
            _ => new ToWorker(),
        });
        await call.RequestStream.CompleteAsync();
        await DrainAsync(call);
        Assert.Equal(await TestWorker.AloneAsync(work), await linked.Worker.RunAsync(work));
        Assert.Null(other.EndReason);
        await linked.Worker.QuietAsync();
    }

    private static async Task<AsyncDuplexStreamingCall<ToWorker, FromWorker>> GreetAsync(GrpcChannel channel, LinkedWorker linked)
    {
        var secret = new ClusterSecret(linked.Worker.Shape.Secret);
        var call = new WorkerLink.WorkerLinkClient(channel).Connect();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var (theirs, mine) = (call.ResponseStream.Current.Challenge.Nonce, ClusterSecret.Nonce());
        await call.RequestStream.WriteAsync(new ToWorker
        {
            Hello = new Hello
            {
                Version = ProtocolVersion.Current,
                Nonce = ByteString.CopyFrom(mine),
                Proof = ByteString.CopyFrom(secret.Prove(ClusterSecret.Side.Caller, theirs.Span, mine)),
                Pool = linked.Worker.Shape.Pool,
                Life = ByteString.CopyFrom(linked.Life.Life.ToByteArray()),
                Fingerprint = linked.Worker.Shape.Fingerprint,
            },
        });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.NotNull(call.ResponseStream.Current.Welcome);
        return call;
    }

    private static async Task DrainAsync(AsyncDuplexStreamingCall<ToWorker, FromWorker> call)
    {
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None).InTimeAsync("the end of the link"))
            {
            }
        }
        catch (RpcException)
        {
            // An end as well.
        }
    }

    private static Expect Expected() => new() { Work = Works.Of(Works.NewKey(), [1, 290], 500), PrefillLife = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()) };

    private static Task<WorkerConnection> ConnectAsync(WorkerTarget target, string secret = "the cluster's", string pool = "pool") =>
        WorkerConnection.ConnectAsync(pool, target, new ClusterSecret(secret), TimeProvider.System, CancellationToken.None);

    private static async Task<string> RefusalAsync(WorkerTarget target, string secret = "the cluster's", string pool = "pool") =>
        (await Assert.ThrowsAsync<LinkException>(() => ConnectAsync(target, secret, pool))).Message;
}
