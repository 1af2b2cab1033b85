using System.Globalization;
using Orchestrator.Workers.Metering;
using Xunit;

namespace Orchestrator.Unit.Telemetry;

public sealed class RaplEnergyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orchestrator-rapl-").FullName;

    [Fact]
    public void Packages_are_added_up_and_a_counter_that_wraps_around_goes_on()
    {
        Write("intel-rapl:0", 900_000, 1_000_000);
        Write("intel-rapl:1", 0, 1_000_000);
        Write("intel-rapl:0:0", 5, 1_000_000);
        var energy = RaplEnergy.TryOpen(_folder)!;
        Assert.Equal(0, energy.Joules);

        Write("intel-rapl:0", 100_000, 1_000_000);
        Write("intel-rapl:1", 500_000, 1_000_000);
        Write("intel-rapl:0:0", 999_999, 1_000_000);
        Assert.Equal(0.7, energy.Joules, 9);
    }

    [Fact]
    public void Where_nobody_counts_there_is_none()
    {
        Assert.Null(RaplEnergy.TryOpen(Path.Combine(_folder, "absent")));
        Assert.Null(RaplEnergy.TryOpen(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string package, long energy, long range)
    {
        Directory.CreateDirectory(Path.Combine(_folder, package));
        File.WriteAllText(Path.Combine(_folder, package, "energy_uj"), energy.ToString(CultureInfo.InvariantCulture) + "\n");
        File.WriteAllText(Path.Combine(_folder, package, "max_energy_range_uj"), range.ToString(CultureInfo.InvariantCulture) + "\n");
    }
}
