using Xunit;

namespace Orchestrator.Kernels.Ilgpu;

/// <summary>Random numbers of a test; the seed is printed, and taken from ORCHESTRATOR_TEST_SEED when that is set.</summary>
internal static class TestRandom
{
    public static Random Create()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ORCHESTRATOR_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    /// <summary>Numbers between -1 and 1.</summary>
    public static float[] Floats(this Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
}
