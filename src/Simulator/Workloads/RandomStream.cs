namespace Orchestrator.Simulator.Workloads;

/// <summary>Independent random numbers of one seed: times and lengths come from streams of their own, so that another rate keeps the lengths.</summary>
internal static class RandomStream
{
    public static Random Times(int seed) => new(seed);

    public static Random Lengths(int seed) => new(Mixed(seed, 1));

    public static Random Phases(int seed) => new(Mixed(seed, 2));

    /// <summary>An exponentially distributed number, by inverse transform.</summary>
    public static double Exponential(this Random random, double mean) => -mean * Math.Log(1 - random.NextDouble());

    /// <summary>A number of trials up to the first success, at least 1, geometrically distributed with the given mean (at least 1), by inverse transform.</summary>
    public static int Geometric(this Random random, double mean)
    {
        var u = random.NextDouble();
        return mean <= 1 ? 1 : 1 + (int)Math.Min(int.MaxValue / 2, Math.Log(1 - u) / Math.Log(1 - 1 / mean));
    }

    // The finalizer of splitmix64: neighbouring seeds and streams become unrelated ones.
    private static int Mixed(int seed, int stream)
    {
        var z = (ulong)(uint)seed + (ulong)stream * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)(z ^ (z >> 31));
    }
}
