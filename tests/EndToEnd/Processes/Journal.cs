using System.Collections.Concurrent;
using System.Reflection;
using Xunit;
using Xunit.v3;

namespace Orchestrator.EndToEnd.Processes;

/// <summary>Remembers the processes that ran during a test, so that a failure can show what they said.</summary>
internal static class Journal
{
    private const int MaxLines = 400;

    private static readonly ConcurrentDictionary<int, RunningProcess> s_processes = new();

    public static void Note(RunningProcess process) => s_processes[process.Id] = process;

    /// <summary>A new test begins: what has ended by now is no part of it.</summary>
    public static void Turn()
    {
        foreach (var (id, process) in s_processes) if (process.HasEnded) s_processes.TryRemove(id, out _);
    }

    public static void Show(Action<string> write)
    {
        foreach (var (id, process) in s_processes)
        {
            write($"==== {id}: {process.Name}");
            foreach (var line in process.Story.TakeLast(MaxLines)) write(line);
        }
    }
}

/// <summary>Shows the journal with every test that fails.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class FailuresShowTheJournalAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Journal.Turn();

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (TestContext.Current is { TestState.Result: TestResult.Failed, TestOutputHelper: { } output }) Journal.Show(output.WriteLine);
    }
}
