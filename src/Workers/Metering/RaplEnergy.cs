using System.Globalization;

namespace Orchestrator.Workers.Metering;

/// <summary>Energy of a host's processor packages, from Linux' powercap files. Their counters wrap around; whoever reads seldom misses rounds.</summary>
internal sealed class RaplEnergy
{
    private readonly (string File, double Range)[] _packages;
    private readonly double[] _last;
    private readonly Lock _gate = new();
    private double _joules;

    private RaplEnergy((string, double)[] packages) => (_packages, _last) = (packages, [.. packages.Select(p => Microjoules(p.Item1) ?? 0)]);

    /// <summary>Joules since it was opened.</summary>
    public double Joules
    {
        get
        {
            lock (_gate)
            {
                for (var i = 0; i < _packages.Length; i++)
                {
                    if (Microjoules(_packages[i].File) is not { } now) continue;
                    _joules += (now >= _last[i] ? now - _last[i] : now + _packages[i].Range - _last[i]) / 1e6;
                    _last[i] = now;
                }
                return _joules;
            }
        }
    }

    /// <summary>Null where there are no such files, or where they are not for us to read.</summary>
    /// <param name="folder">/sys/class/powercap, but for tests.</param>
    public static RaplEnergy? TryOpen(string folder)
    {
        if (!Directory.Exists(folder)) return null;
        // intel-rapl:0 is a package; intel-rapl:0:1 a part of it.
        var packages = Directory.GetDirectories(folder, "intel-rapl:*").Where(d => Path.GetFileName(d).Count(c => c == ':') == 1).Order(StringComparer.Ordinal)
            .Select(d => (File: Path.Combine(d, "energy_uj"), Range: Microjoules(Path.Combine(d, "max_energy_range_uj")) ?? 0)).Where(p => Microjoules(p.File) is not null).ToArray();
        return packages.Length == 0 ? null : new RaplEnergy(packages);
    }

    private static double? Microjoules(string file)
    {
        try
        {
            return double.Parse(File.ReadAllText(file), NumberStyles.Float, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }
}
