using System.Net;
using System.Net.Sockets;
using System.Text;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Hosting.Security;
using Orchestrator.Unit.Engine;
using Orchestrator.Workers.KvCache;
using Orchestrator.Workers.Transfer;
using Xunit;

namespace Orchestrator.Unit.Transfer;

/// <summary>Who is let in at a worker's KV socket, and what the others can do to it: nothing.</summary>
public sealed class DoorTests
{
    [Fact]
    public async Task A_worker_with_another_secret_is_refused()
    {
        await using var stranger = new TestWorker(new WorkerShape { Secret = "another" });
        await using var decode = new TestWorker();
        Assert.Contains("secret", await RefusalAsync(stranger, decode.Target()));
        await StillServesAsync(decode);
    }

    [Fact]
    public async Task A_worker_of_other_numerics_is_refused_with_both()
    {
        await using var other = new TestWorker(new WorkerShape { Fingerprint = "model/gpu" });
        await using var decode = new TestWorker(new WorkerShape { Fingerprint = "model/simd" });
        Assert.Contains("numerics 'model/gpu', here 'model/simd'", await RefusalAsync(other, decode.Target()));
    }

    [Fact]
    public async Task A_worker_of_another_pool_is_refused_with_both()
    {
        await using var other = new TestWorker(new WorkerShape { Pool = "theirs" });
        await using var decode = new TestWorker(new WorkerShape { Pool = "ours" });
        Assert.Contains("pool 'theirs', here 'ours'", await RefusalAsync(other, decode.Target()));
    }

    [Fact]
    public async Task A_caller_that_means_an_earlier_life_is_refused_with_both()
    {
        await using var prefill = new TestWorker();
        await using var decode = new TestWorker();
        var earlier = Guid.NewGuid();
        Assert.Contains($"life {earlier:N} is meant, here is {decode.Identity.Life.Life:N}", await RefusalAsync(prefill, decode.Target() with { Life = earlier }));
    }

    [Fact]
    public async Task A_peer_that_says_nothing_is_cut_off()
    {
        await using var decode = new TestWorker();
        using var silent = await ConnectAsync(decode);
        var nonce = new byte[ClusterSecret.NonceLength];
        await silent.ReceiveAsync(nonce);
        Assert.Equal(0, await silent.ReceiveAsync(new byte[1]).InTimeAsync("the end of the connection"));
    }

    [Fact]
    public async Task A_peer_that_proves_the_secret_and_then_says_nothing_is_cut_off()
    {
        await using var decode = new TestWorker();
        await using var caller = await ShakeAsync(decode);
        await EndAsync(caller);
    }

    [Fact]
    public async Task Noise_does_no_harm()
    {
        var random = RandomSeed.New();
        await using var decode = new TestWorker();
        for (var i = 0; i < 20; i++)
        {
            using var socket = await ConnectAsync(decode);
            var noise = new byte[random.Next(1, 3000)];
            random.NextBytes(noise);
            await socket.SendAsync(noise);
            socket.Shutdown(SocketShutdown.Send);
            await EndAsync(socket);
        }
        await StillServesAsync(decode);
    }

    [Fact]
    public async Task Noise_from_a_peer_that_knows_the_secret_does_no_harm()
    {
        var random = RandomSeed.New();
        await using var decode = new TestWorker();
        for (var i = 0; i < 30; i++)
        {
            await using var caller = await (i % 2 == 0 ? ShakeAsync(decode) : GreetAsync(decode));
            var noise = new byte[KvFrame.Size * random.Next(1, 20) + random.Next(KvFrame.Size)];
            random.NextBytes(noise);
            // A kind that exists and a payload that is short take the noise further in.
            if (random.Next(3) > 0) noise[0] = (byte)random.Next(1, 12);
            if (random.Next(2) == 0) noise.AsSpan(24, 4).Clear();
            await caller.Output.WriteAsync(noise);
        }
        await StillServesAsync(decode);
        await decode.QuietAsync();
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    [InlineData(KvSocket.MaxPayload + 1)]
    public async Task A_frame_that_claims_an_impossible_payload_ends_the_connection(int payload)
    {
        await using var decode = new TestWorker();
        await using var caller = await GreetAsync(decode);
        var header = new byte[KvFrame.Size];
        new KvFrame { Kind = KvFrameKind.Block, Payload = payload }.Write(header);
        await caller.Output.WriteAsync(header);
        await EndAsync(caller);
        await StillServesAsync(decode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue - 14)]
    [InlineData(1 << 30)]
    [InlineData(512)]
    public async Task A_reservation_of_an_impossible_length_is_refused_at_no_cost(int tokens)
    {
        await using var decode = new TestWorker();
        await using var caller = await GreetAsync(decode);
        var before = GC.GetTotalAllocatedBytes();
        await caller.SendAsync(new KvFrame { Kind = KvFrameKind.Reserve, Key = Works.NewKey(), Tokens = tokens }, CancellationToken.None);
        Assert.Equal(KvFrameKind.Refused, (await NextAsync(caller)).Kind);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100 << 20);
        await StillServesAsync(decode);
    }

    public static TheoryData<string> Damages => ["layer", "block", "repeated", "tokens", "first token", "heads", "first head", "element", "layout", "short", "long", "huge"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_block_that_was_not_announced_so_ends_its_transfer_and_no_other(string damage)
    {
        await using var decode = new TestWorker();
        await using var caller = await GreetAsync(decode);
        var (key, other) = (Works.NewKey(), Works.NewKey());
        foreach (var each in new[] { key, other })
        {
            await caller.SendAsync(new KvFrame { Kind = KvFrameKind.Reserve, Key = each, Tokens = 40 }, CancellationToken.None);
            Assert.Equal(KvFrameKind.Reserved, (await NextAsync(caller)).Kind);
        }
        var kv = decode.Backend.Kv;
        var frame = new KvFrame { Kind = KvFrameKind.Block, Key = key, Element = (byte)kv.Element, Layout = KvFrame.TokensHeadsDims, Heads = (ushort)kv.KvHeads, Tokens = 16 };
        var payload = 2 * 16 * kv.TokenBytes;
        frame = damage switch
        {
            "layer" => frame with { Layer = (ushort)kv.Layers },
            "block" => frame with { Block = 3, FirstToken = 48 },
            "repeated" => frame with { Block = -1, FirstToken = -16 },
            "tokens" => frame with { Tokens = 17 },
            "first token" => frame with { FirstToken = 1 },
            "heads" => frame with { Heads = 1 },
            "first head" => frame with { FirstHead = 1 },
            "element" => frame with { Element = (byte)KvElement.BF16 },
            "layout" => frame with { Layout = 2 },
            _ => frame,
        };
        if (damage == "short") payload -= 4;
        if (damage == "long") payload += 4;
        if (damage == "huge") payload = 1 << 20;
        await caller.SendAsync(frame, new byte[KvFrame.Size + payload].AsMemory(), CancellationToken.None);
        var abort = await NextAsync(caller);
        Assert.Equal((KvFrameKind.Abort, key), (abort.Kind, abort.Key));
        await caller.SendAsync(frame with { Key = other, Layer = 0, Block = 0, FirstToken = 0, Tokens = 16, Heads = (ushort)kv.KvHeads, FirstHead = 0, Element = (byte)kv.Element, Layout = 1 }, new byte[KvFrame.Size + 2 * 16 * kv.TokenBytes].AsMemory(), CancellationToken.None);
        await Eventually.TrueAsync(() => decode.Traffic.Received == 2 * 16 * kv.TokenBytes, () => "the other transfer's block did not arrive");
        await caller.SendAsync(KvFrameKind.Complete, other, CancellationToken.None);
        Assert.Equal((KvFrameKind.Abort, other), ((abort = await NextAsync(caller)).Kind, abort.Key));
        await decode.QuietAsync();
    }

    [Fact]
    public async Task Room_is_reserved_once_and_comes_back_with_the_end_of_the_connection()
    {
        await using var decode = new TestWorker();
        await using (var caller = await GreetAsync(decode))
        {
            var key = Works.NewKey();
            await caller.SendAsync(new KvFrame { Kind = KvFrameKind.Reserve, Key = key, Tokens = 40 }, CancellationToken.None);
            Assert.Equal(KvFrameKind.Reserved, (await NextAsync(caller)).Kind);
            await caller.SendAsync(new KvFrame { Kind = KvFrameKind.Reserve, Key = key, Tokens = 40 }, CancellationToken.None);
            Assert.Equal(KvFrameKind.Refused, (await NextAsync(caller)).Kind);
            await decode.SettledAsync();
            Assert.Equal(decode.Load.BlocksTotal - 3, decode.Load.BlocksFree);
        }
        await decode.QuietAsync();
    }

    private static async Task<string> RefusalAsync(TestWorker prefill, Orchestrator.Workers.Engine.DecodeTarget target)
    {
        var work = Splits.NewWork();
        prefill.Submit(work.To(target));
        var reason = await prefill.TransferFailedAsync(work.Key());
        var home = prefill.Redirect(work, null);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, prefill, home));
        return reason;
    }

    private static async Task StillServesAsync(TestWorker decode)
    {
        await using var prefill = new TestWorker();
        var work = Splits.NewWork();
        prefill.Split(decode, work);
        Assert.Equal(await TestWorker.AloneAsync(work), await Splits.WholeAsync(prefill, work, decode, work));
    }

    private static async Task<Socket> ConnectAsync(TestWorker decode)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(decode.KvEndpoint));
        return socket;
    }

    /// <summary>A peer that has proved the secret and has not introduced itself.</summary>
    private static async Task<KvSocket> ShakeAsync(TestWorker decode)
    {
        var caller = new KvSocket(await ConnectAsync(decode));
        Assert.True(await new ClusterSecret(decode.Shape.Secret).TryCallAsync(caller.Input, caller.Output, CancellationToken.None));
        return caller;
    }

    private static async Task<KvSocket> GreetAsync(TestWorker decode)
    {
        var caller = await ShakeAsync(decode);
        var hello = new KvHello(ProtocolVersion.Current, decode.Shape.Pool, "test", Guid.NewGuid(), decode.Identity.Life.Life, decode.Shape.Fingerprint);
        await caller.SendAsync(new KvFrame { Kind = KvFrameKind.Hello }, hello.ToBytes(), CancellationToken.None);
        Assert.Equal(KvFrameKind.Welcome, (await NextAsync(caller)).Kind);
        return caller;
    }

    private static async Task<KvFrame> NextAsync(KvSocket caller)
    {
        var received = await caller.ReceiveAsync(CancellationToken.None).AsTask().InTimeAsync("a frame");
        Assert.NotNull(received);
        var text = Encoding.UTF8.GetString(received.Value.Payload);
        TestContext.Current.TestOutputHelper?.WriteLine($"{received.Value.Frame.Kind} {text}");
        caller.Advance(received.Value.Payload);
        return received.Value.Frame;
    }

    private static async Task EndAsync(KvSocket caller)
    {
        try
        {
            Assert.Null(await caller.ReceiveAsync(CancellationToken.None).AsTask().InTimeAsync("the end of the connection"));
        }
        catch (IOException)
        {
            // Reset: an end as well.
        }
    }

    private static async Task EndAsync(Socket socket)
    {
        try
        {
            while (await socket.ReceiveAsync(new byte[256]).InTimeAsync("the end of the connection") > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset: an end as well.
        }
    }
}
