using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Dequantization;
using Orchestrator.ModelFiles.Writing;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class WritingRowsTests
{
    // Largest error: half a step of the format, for numbers in [-1, 1); the scale, a half, adds its own rounding.
    [Theory]
    [InlineData(TensorType.F32, 0)]
    [InlineData(TensorType.F16, 1.0 / 4096)]
    [InlineData(TensorType.BF16, 1.0 / 512)]
    [InlineData(TensorType.Q8_0, 0.5 / 127 + 1.0 / 2048)]
    [InlineData(TensorType.Q4_0, 1.0 / 8 + 1.0 / 2048)]
    public void An_encoded_row_decodes_to_nearly_itself(TensorType type, double error)
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("TEST_SEED"), out var named) ? named : (ulong)Random.Shared.NextInt64();
        TestContext.Current.TestOutputHelper!.WriteLine($"TEST_SEED={seed}");
        var random = new SplitMix64(seed);
        var row = new float[256];
        for (var i = 0; i < row.Length; i++) row[i] = random.NextSigned();
        var bytes = new byte[TensorTypes.RowBytes(type, row.Length)];
        RowEncoder.Encode(type, row, bytes);
        var decoded = new float[row.Length];
        Dequantizer.Row(type, bytes, decoded);
        for (var i = 0; i < row.Length; i++) Assert.Equal(row[i], decoded[i], error);
    }

    [Fact]
    public void Numbers_that_the_format_can_hold_come_back_exactly()
    {
        var eights = new float[32];
        var fours = new float[32];
        for (var i = 0; i < 32; i++) (eights[i], fours[i]) = (i == 31 ? 63.5f : (i - 16) * 0.5f, (i % 16 - 8) * 0.25f);
        Assert.Equal(eights, Decoded(TensorType.Q8_0, eights));
        Assert.Equal(fours, Decoded(TensorType.Q4_0, fours));
        Assert.Equal(new float[32], Decoded(TensorType.Q8_0, new float[32]));
        Assert.Equal(new float[32], Decoded(TensorType.Q4_0, new float[32]));
    }

    [Fact]
    public void BFloat16_rounds_ties_to_even()
    {
        Assert.Equal([1f, 1.015625f], Decoded(TensorType.BF16, [1.00390625f, 1.01171875f]));
    }

    [Fact]
    public void A_type_that_cannot_be_encoded_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => RowEncoder.Encode(TensorType.Q6_K, new float[256], new byte[210]));
        Assert.Equal("cannot encode Q6_K; known: F32, F16, BF16, Q8_0, Q4_0", error.Message);
    }

    [Fact]
    public void SplitMix64_gives_its_published_sequence()
    {
        // The first numbers of seed 1234567, as the authors' C program prints them.
        var random = new SplitMix64(1234567);
        Assert.Equal([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL], [random.Next(), random.Next(), random.Next()]);
    }

    private static float[] Decoded(TensorType type, float[] row)
    {
        var bytes = new byte[TensorTypes.RowBytes(type, row.Length)];
        RowEncoder.Encode(type, row, bytes);
        var decoded = new float[row.Length];
        Dequantizer.Row(type, bytes, decoded);
        return decoded;
    }
}
