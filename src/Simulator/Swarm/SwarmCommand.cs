using System.CommandLine;
using System.Text.Json.Nodes;
using Orchestrator.Simulator.Options;

namespace Orchestrator.Simulator.Swarm;

/// <summary>simulator swarm: thousands of random worlds, with invariants checked at every event.</summary>
internal static class SwarmCommand
{
    private const int Failed = 1;
    private const int Told = 10;

    private static readonly Option<int> s_worlds = new Option<int>("--worlds") { Description = "Random worlds.", DefaultValueFactory = _ => 10_000 }.AtLeastOne();
    private static readonly Option<int> s_seed = new("--seed") { Description = "Seed of the first world; the next one's is one more.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int?> s_only = new("--only") { Description = "This seed's world alone, to see a failure again." };

    public static Command Create()
    {
        var command = new Command("swarm", "Run random fleets and check at every event that nothing is lost, counted wrongly or left waiting.") { s_worlds, s_seed, s_only };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult given)
    {
        var (first, worlds) = given.GetValue(s_only) is { } only ? (only, 1) : (given.GetValue(s_seed), given.GetValue(s_worlds));
        var failures = new string?[worlds];
        var events = 0L;
        var done = 0;
        Parallel.For(0, worlds, i =>
        {
            Interlocked.Add(ref events, Swarm.Run(unchecked(first + i), out failures[i]));
            if (failures[i] is not null) lock (failures) Console.Error.WriteLine(failures[i]);
            if (Interlocked.Increment(ref done) is var count && count % 1000 == 0) lock (failures) Console.Error.WriteLine($"{count} worlds");
        });
        var failed = failures.Where(f => f is not null).ToList();
        Console.WriteLine(new JsonObject
        {
            ["worlds"] = worlds,
            ["seed"] = first,
            ["events"] = events,
            ["failed"] = failed.Count,
            ["failures"] = new JsonArray([.. failed.Take(Told).Select(f => JsonValue.Create(f))]),
        }.ToJsonString());
        return failed.Count > 0 ? Failed : 0;
    }
}
