using Orchestrator.Contracts.Requests;
using Orchestrator.Workers.Transfer;
using Xunit;

namespace Orchestrator.Unit.Transfer;

public sealed class KvFrameTests
{
    [Fact]
    public void A_frame_is_read_as_it_was_written()
    {
        var random = RandomSeed.New();
        var bytes = new byte[KvFrame.Size + 5];
        for (var i = 0; i < 2000; i++)
        {
            random.NextBytes(bytes);
            var noise = bytes[KvFrame.Size..];
            var frame = new KvFrame
            {
                Kind = (KvFrameKind)random.Next(256),
                Element = (byte)random.Next(256),
                Layout = (byte)random.Next(256),
                Layer = (ushort)random.Next(65536),
                FirstHead = (ushort)random.Next(65536),
                Heads = (ushort)random.Next(65536),
                Block = Any(),
                FirstToken = Any(),
                Tokens = Any(),
                Payload = Any(),
                Checksum = (ulong)random.NextInt64(long.MinValue, long.MaxValue),
                Key = new AttemptKey(RequestId.New(), Any(), Any()),
            };
            frame.Write(bytes);
            Assert.Equal(frame, KvFrame.Read(bytes));
            Assert.Equal(noise, bytes[KvFrame.Size..]);
        }

        int Any() => random.Next(5) == 0 ? new[] { int.MinValue, -1, 0, int.MaxValue }[random.Next(4)] : random.Next(int.MinValue, int.MaxValue);
    }

    [Fact]
    public void A_header_stands_on_the_wire_in_the_places_that_are_agreed()
    {
        var bytes = new byte[KvFrame.Size];
        new KvFrame
        {
            Kind = KvFrameKind.Block,
            Element = 2,
            Layout = 1,
            Layer = 0x0304,
            FirstHead = 0x0506,
            Heads = 0x0708,
            Block = 0x090A0B0C,
            FirstToken = 0x0D0E0F10,
            Tokens = 0x11121314,
            Payload = 0x15161718,
            Checksum = 0x191A1B1C1D1E1F20,
            Key = new AttemptKey(new RequestId(new Guid("21222324-2526-2728-292a-2b2c2d2e2f30")), 0x31323334, 0x35363738),
        }.Write(bytes);
        Assert.Equal("07020100" + "0403" + "0605" + "0807" + "0000" + "0C0B0A09" + "100F0E0D" + "14131211" + "18171615" + "201F1E1D1C1B1A19" + "2423222126252827292A2B2C2D2E2F30" + "34333231" + "38373635" + "00000000", Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"Version\":\"x\"}")]
    [InlineData("{\"AnswererLife\":5}")]
    [InlineData("\u0000\u0001")]
    public void A_hello_that_is_none_is_no_hello(string text) => Assert.Null(KvHello.TryParse(System.Text.Encoding.UTF8.GetBytes(text)));
}
