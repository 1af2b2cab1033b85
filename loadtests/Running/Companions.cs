using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Scenarios;
using Orchestrator.LoadTests.Shifts;
using Orchestrator.LoadTests.Watching;

namespace Orchestrator.LoadTests.Running;

/// <summary>What scenarios do beside their requests.</summary>
internal static class Companions
{
    /// <summary>The measurements that a scenario's companion can tell apart.</summary>
    public static Measurements Measurements(Scenario scenario, LoadOptions options) =>
        new(options.Warmup, options.Total) { Windows = scenario.Name == RoleShiftScenario.Name ? new TimeWindows() : null };

    /// <summary>A client with the key that the scenario was given, if it takes one.</summary>
    public static AdminClient Admin(Scenario scenario, OptionValues values, LoadOptions options) => new(
        options.Url,
        scenario.Options.Any(o => o.Name == SoakScenario.AdminKeySpec.Name) ? values.Text(SoakScenario.AdminKeySpec.Name) ?? Environment.GetEnvironmentVariable("ORCHESTRATOR_ADMIN_KEY") : null);

    /// <summary>Null for scenarios that only send requests.</summary>
    /// <exception cref="Requests.ServerException">It needs the admin API, which cannot be used.</exception>
    public static async Task<Companion?> OfAsync(Scenario scenario, OptionValues values, HttpClient http, AdminClient admin, Measurements measures, CancellationToken stop)
    {
        switch (scenario.Name)
        {
            case RoleShiftScenario.Name:
                await admin.WorkersAsync(stop);
                return new RoleShifter(admin, TimeSpan.FromSeconds(values.Positive(RoleShiftScenario.Every)), measures);
            case SoakScenario.Name:
                return new ServerWatch(http, admin, TimeSpan.FromSeconds(values.Positive(SoakScenario.Watch)));
            default:
                return null;
        }
    }

    /// <summary>Waits for a companion that was told to stop, and lets it tidy up; what goes wrong is told and ends nothing.</summary>
    public static async Task EndAsync(Companion? companion, Task beside, RunClock clock)
    {
        await TellAsync(() => beside, "beside the load");
        if (companion is not null) await TellAsync(() => companion.EndAsync(clock), "after the load");
    }

    private static async Task TellAsync(Func<Task> work, string when)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // It went on until the run ended.
        }
        catch (Requests.ServerException e)
        {
            Console.Error.WriteLine($"error: {when}: {e.Message}");
        }
    }
}
