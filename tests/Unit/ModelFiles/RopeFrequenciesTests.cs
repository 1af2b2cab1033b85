using Orchestrator.ModelFiles;
using Xunit;

namespace Orchestrator.Unit.ModelFiles;

public sealed class RopeFrequenciesTests
{
    [Theory]
    [InlineData(10_000f, 64)]
    [InlineData(10_000f, 128)]
    [InlineData(500_000f, 64)]
    [InlineData(500_000f, 128)]
    [InlineData(1_000_000f, 128)]
    public void Angles_at_long_positions_are_nearer_to_those_of_ggml_than_exact_powers_would_be(float frequencyBase, int dimensions)
    {
        var ratio = MathF.Pow(frequencyBase, -2f / dimensions);
        var frequencies = RopeFrequencies.Plain(frequencyBase, dimensions);
        double ours = 0, exact = 0;
        for (var position = 65_536; position < 131_072; position += 101)
        {
            // ggml starts from the position and multiplies the angle itself from pair to pair.
            var angle = (float)position;
            for (var i = 0; i < frequencies.Length; i++, angle *= ratio)
            {
                ours += Math.Pow(angle - position * frequencies[i], 2);
                exact += Math.Pow(angle - position * (float)Math.Pow(frequencyBase, -2.0 * i / dimensions), 2);
            }
        }
        Assert.True(ours < exact, $"{ours} against {exact}");
    }
}
