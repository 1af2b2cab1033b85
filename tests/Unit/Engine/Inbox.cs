using Orchestrator.Contracts.Protocol;
using Orchestrator.Contracts.Requests;
using Orchestrator.Workers.Engine;
using Xunit;

namespace Orchestrator.Unit.Engine;

/// <summary>A gateway that reads: takes an engine's reports from its outbox and sorts them by attempt. Tokens must come in order, each once, none after the end.</summary>
internal sealed class Inbox
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AttemptKey, Answer> _answers = [];
    private string? _disorder;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Inbox() => _ = Task.Run(ReadAsync);

    public Outbox Outbox { get; } = new();

    public Answer this[AttemptKey key]
    {
        get { lock (_gate) return _answers.GetValueOrDefault(key) ?? new Answer(); }
    }

    /// <summary>The answer once it has ended or was refused.</summary>
    public Task<Answer> EndAsync(AttemptKey key) => UntilAsync(key, a => a.IsOver);

    /// <summary>The answer as soon as it fulfils the condition.</summary>
    public async Task<Answer> UntilAsync(AttemptKey key, Func<Answer, bool> condition)
    {
        while (true)
        {
            Answer answer;
            Task changed;
            lock (_gate)
            {
                Assert.Null(_disorder);
                answer = this[key];
                changed = _changed.Task;
            }
            if (condition(answer)) return answer;
            await changed.InTimeAsync($"{key} has {answer}");
        }
    }

    private async Task ReadAsync()
    {
        await foreach (var report in Outbox.Reports.ReadAllAsync())
        {
            lock (_gate)
            {
                Take(report);
                _changed.SetResult();
                _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private void Take(StepReport report)
    {
        foreach (var m in report.Accepted) Change(m.Key, a => a with { Accepted = a.Accepted + 1 });
        foreach (var m in report.Refused) Change(m.Key, a => a with { Refusals = a.Refusals.Add(m) });
        foreach (var m in report.Tokens) Change(m.Key, a => Checked(m, a) with { Said = a.Said.Add(m) });
        foreach (var m in report.HandedOff) Change(m.Key, a => a with { HandedOff = a.HandedOff + 1 });
        foreach (var m in report.TransfersFailed) Change(m.Key, a => a with { TransferFailures = a.TransferFailures.Add(m.Detail) });
        foreach (var m in report.Leaving) Change(m.Key, a => a with { Leaving = a.Leaving + 1 });
        foreach (var m in report.Ended) Change(m.Key, a => a with { Ends = a.Ends.Add(m) });
    }

    private Answer Checked(Token token, Answer answer)
    {
        if (answer.Ends.Count > 0) _disorder ??= $"{token} after the end";
        if (answer.Said.Count > 0 && token.Index != answer.Said[^1].Index + 1) _disorder ??= $"{token} after index {answer.Said[^1].Index}";
        return answer;
    }

    private void Change(Key key, Func<Answer, Answer> change) => _answers[key.FromWire()] = change(this[key.FromWire()]);
}
