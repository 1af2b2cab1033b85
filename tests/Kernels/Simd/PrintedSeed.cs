using System.Globalization;
using Xunit;

namespace Orchestrator.Kernels.Simd;

/// <summary>The seed of a random test: printed, and taken from ORCHESTRATOR_TEST_SEED when a failure is to be seen again.</summary>
internal static class PrintedSeed
{
    public static int Next(int ordinarily)
    {
        var given = Environment.GetEnvironmentVariable("ORCHESTRATOR_TEST_SEED");
        var seed = string.IsNullOrEmpty(given) ? ordinarily : int.Parse(given, CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"ORCHESTRATOR_TEST_SEED={seed}");
        return seed;
    }
}
