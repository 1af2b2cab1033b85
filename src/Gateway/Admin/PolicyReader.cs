using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Contracts.Pools;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.Admin;

/// <summary>
/// Reads a policy from JSON: what is absent or null is as by default, and everything that has no place or the wrong type is a violation. Ranges
/// and what fields mean for one another are the pool's to judge.
/// </summary>
internal sealed class PolicyReader
{
    // What is longer than a month fits into a length of time, and is refused by the pool with the real limit.
    private const double MostSeconds = 30 * 86_400;

    private static readonly PoolPolicy s_default = PoolPolicy.Default;

    private readonly ImmutableArray<PolicyViolation>.Builder _violations = ImmutableArray.CreateBuilder<PolicyViolation>();

    private PolicyReader()
    {
    }

    /// <summary>The policy, with defaults where something is wrong, and all that is.</summary>
    /// <param name="root">An object without duplicate keys.</param>
    public static (PoolPolicy Policy, ImmutableArray<PolicyViolation> Violations) Read(JsonElement root)
    {
        var reader = new PolicyReader();
        var policy = reader.ReadPolicy(root);
        return (policy, reader._violations.ToImmutable());
    }

    private PoolPolicy ReadPolicy(JsonElement root)
    {
        RefuseOthers(root, "", "mode", "ttft_ms", "tpot_ms", "prefill", "decode", "mixed", "mixed_serving", "dwell_s", "tick_s", "max_shifts_per_tick", "routing", "priorities", "pinned", "budget");
        return new PoolPolicy
        {
            Mode = Choice(root, "mode", s_default.Mode),
            Ttft = Time(root, "ttft_ms", 0.001, s_default.Ttft),
            Tpot = Time(root, "tpot_ms", 0.001, s_default.Tpot),
            Prefill = Limits(root, "prefill"),
            Decode = Limits(root, "decode"),
            Mixed = Limits(root, "mixed"),
            MixedServing = Choice(root, "mixed_serving", s_default.MixedServing),
            Dwell = Time(root, "dwell_s", 1, s_default.Dwell),
            Tick = Time(root, "tick_s", 1, s_default.Tick),
            MaxShiftsPerTick = Whole(root, "", "max_shifts_per_tick") ?? s_default.MaxShiftsPerTick,
            Routing = Text(root, "routing"),
            Priorities = Priorities(root),
            Pinned = Pinned(root),
            Budget = Budget(root),
        };
    }

    private RoleLimits Limits(JsonElement root, string role)
    {
        if (Part(root, role, "min", "max") is not { } part) return RoleLimits.None;
        return new RoleLimits(Whole(part, role, "min") ?? 0, Whole(part, role, "max"));
    }

    private PriorityRange Priorities(JsonElement root)
    {
        if (Part(root, "priorities", "default", "least", "most") is not { } part) return s_default.Priorities;
        return new PriorityRange(
            Whole(part, "priorities", "default") ?? s_default.Priorities.Default,
            Whole(part, "priorities", "least") ?? s_default.Priorities.Least,
            Whole(part, "priorities", "most") ?? s_default.Priorities.Most);
    }

    private GpuBudget Budget(JsonElement root)
    {
        if (Part(root, "budget", "max_workers", "max_watts", "watts_per_worker") is not { } part) return GpuBudget.None;
        return new GpuBudget(Whole(part, "budget", "max_workers"), Number(part, "budget", "max_watts"), Number(part, "budget", "watts_per_worker"));
    }

    private ImmutableSortedDictionary<string, WorkerRole> Pinned(JsonElement root)
    {
        var pinned = ImmutableSortedDictionary.CreateBuilder<string, WorkerRole>(StringComparer.Ordinal);
        if (Value(root, "pinned") is not { } part) return pinned.ToImmutable();
        if (part.ValueKind != JsonValueKind.Object) Refuse("pinned", "an object of worker ids and roles", part);
        else
        {
            foreach (var pin in part.EnumerateObject())
            {
                // A patch takes a pin away with null.
                if (pin.Value.ValueKind == JsonValueKind.Null) continue;
                if (pin.Value.ValueKind == JsonValueKind.String && EnumText.TryParse<WorkerRole>(pin.Value.GetString()!, out var role)) pinned[pin.Name] = role;
                else Refuse($"pinned.{Excerpt.OfName(pin.Name)}", $"one of {EnumText.All<WorkerRole>()}", pin.Value);
            }
        }
        return pinned.ToImmutable();
    }

    private static JsonElement? Value(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement? Part(JsonElement root, string name, params string[] known)
    {
        if (Value(root, name) is not { } part) return null;
        if (part.ValueKind == JsonValueKind.Object)
        {
            RefuseOthers(part, name + ".", known);
            return part;
        }
        Refuse(name, "an object", part);
        return null;
    }

    private T Choice<T>(JsonElement root, string name, T fallback) where T : struct, Enum
    {
        if (Value(root, name) is not { } value) return fallback;
        if (value.ValueKind == JsonValueKind.String && EnumText.TryParse<T>(value.GetString()!, out var choice)) return choice;
        Refuse(name, $"one of {EnumText.All<T>()}", value);
        return fallback;
    }

    private string? Text(JsonElement root, string name)
    {
        if (Value(root, name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        Refuse(name, "a string or null", value);
        return null;
    }

    private int? Whole(JsonElement parent, string path, string name)
    {
        if (Value(parent, name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)) return number;
        Refuse(Join(path, name), "a whole number", value);
        return null;
    }

    private double? Number(JsonElement parent, string path, string name)
    {
        if (Value(parent, name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)) return number;
        Refuse(Join(path, name), "a number", value);
        return null;
    }

    private TimeSpan Time(JsonElement root, string name, double unitSeconds, TimeSpan fallback)
    {
        if (Number(root, "", name) is not { } number) return fallback;
        if (Math.Abs(number * unitSeconds) <= MostSeconds) return TimeSpan.FromSeconds(number * unitSeconds);
        Refuse(name, "a number of 30 days at most", Value(root, name)!.Value);
        return fallback;
    }

    private void RefuseOthers(JsonElement parent, string path, params string[] known)
    {
        foreach (var field in parent.EnumerateObject())
            if (!known.Contains(field.Name)) _violations.Add(new PolicyViolation(path + Excerpt.OfName(field.Name), $"there is no field '{path}{Excerpt.OfName(field.Name)}'; there are {string.Join(", ", known)}"));
    }

    private void Refuse(string field, string expected, JsonElement found) => _violations.Add(new PolicyViolation(field, $"{field} is {Excerpt.Of(found)}; it must be {expected}"));

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
