using System.Globalization;

namespace Orchestrator.Hosting.Settings;

/// <summary>What a worker of --device simulated is told: how long its steps take, and from which seed it makes tokens.</summary>
public sealed record SimulatedSettings
{
    public const string Device = "simulated";

    private const string DefaultProfile = "h100/llama-3-8b";

    public static IReadOnlyList<Setting> All { get; } =
    [
        new("--simulated-profile", "Simulated:Profile", $"--device simulated: steps as HARDWARE/MODEL[/tpN] of the simulator's catalogue takes them ({DefaultProfile})."),
        new("--simulated-step", "Simulated:Step", "--device simulated: the time of every step, such as 20ms, instead of a profile."),
        new("--simulated-speed", "Simulated:Speed", "--device simulated: how many times faster than that the steps and transfers are, 0.001 to 1000 (1)."),
        new("--simulated-seed", "Simulated:Seed", "--device simulated: what the tokens are made from; workers of other seeds do not share keys and values (1)."),
        new("--simulated-kv-bytes", "Simulated:KvBytes", "--device simulated: bytes that a transfer really moves for each token, 16 to 65536 and a multiple of 16 (16)."),
    ];

    /// <summary>HARDWARE/MODEL[/tpN]; null: <see cref="Step"/> counts.</summary>
    public required string? Profile { get; init; }

    /// <summary>Time of every step; null: <see cref="Profile"/> counts.</summary>
    public required TimeSpan? Step { get; init; }

    public double Speed { get; init; } = 1;

    public int Seed { get; init; } = 1;

    /// <summary>Bytes of one token's keys and values together, over all layers.</summary>
    public int KvBytes { get; init; } = 16;

    /// <summary>Null when the device is another one; then none of these options may be given.</summary>
    public static SimulatedSettings? Read(SettingReader reader)
    {
        if (reader.Text("Device") != Device)
        {
            if (All.FirstOrDefault(s => reader.Text(s.Key) is not null) is { } lonely) throw new WrongUseException($"{lonely.Option} is for --device {Device} alone");
            return null;
        }
        var profile = reader.Text("Simulated:Profile");
        TimeSpan? step = reader.Text("Simulated:Step") is null ? null : reader.Duration("Simulated:Step", default);
        if (profile is not null && step is not null) throw new WrongUseException("--simulated-profile and --simulated-step are both given; steps take their time from one of them");
        if (step > TimeSpan.FromMinutes(1)) throw reader.Refuse("Simulated:Step", reader.Text("Simulated:Step")!, "1m at most");
        var bytes = reader.Number("Simulated:KvBytes", 16, 16, 1 << 16);
        if (bytes % 16 != 0) throw reader.Refuse("Simulated:KvBytes", reader.Text("Simulated:KvBytes")!, "a multiple of 16");
        return new()
        {
            Profile = step is null ? profile ?? DefaultProfile : null,
            Step = step,
            Speed = ReadSpeed(reader),
            Seed = reader.Number("Simulated:Seed", 1, 0, int.MaxValue),
            KvBytes = bytes,
        };
    }

    private static double ReadSpeed(SettingReader reader)
    {
        if (reader.Text("Simulated:Speed") is not { } text) return 1;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is >= 0.001 and <= 1000
            ? speed
            : throw reader.Refuse("Simulated:Speed", text, "a number from 0.001 to 1000");
    }
}
