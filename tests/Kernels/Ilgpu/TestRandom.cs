namespace Orchestrator.Kernels.Ilgpu;

/// <summary>Random numbers of a test.</summary>
internal static class TestRandom
{
    public static Random Create() => RandomSeed.New();

    /// <summary>Numbers between -1 and 1.</summary>
    public static float[] Floats(this Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 2 - 1)];
}
