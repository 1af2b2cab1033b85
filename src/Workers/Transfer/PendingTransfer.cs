namespace Orchestrator.Workers.Transfer;

/// <summary>What the decode worker has said of one transfer so far. A null result means yes, a text is the reason for a no.</summary>
internal sealed class PendingTransfer
{
    public TaskCompletionSource<string?> Reserved { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<string?> Acknowledged { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsAborted { get; private set; }

    public void Take(KvFrameKind kind, string text)
    {
        switch (kind)
        {
            case KvFrameKind.Reserved: Reserved.TrySetResult(null); break;
            case KvFrameKind.Acknowledged: Acknowledged.TrySetResult(null); break;
            case KvFrameKind.Refused or KvFrameKind.Abort:
                IsAborted = true;
                Reserved.TrySetResult(text);
                Acknowledged.TrySetResult(text);
                break;
        }
    }
}
