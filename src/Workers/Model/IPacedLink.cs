namespace Orchestrator.Workers.Model;

/// <summary>A backend whose keys and values take longer to another worker than this machine's sockets do.</summary>
public interface IPacedLink
{
    /// <summary>Waits until the link has carried a block: one after the other, whoever sends them.</summary>
    /// <param name="tokens">Of the block.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The time that the block took of the link.</returns>
    ValueTask<TimeSpan> CarryAsync(int tokens, CancellationToken cancellation);
}
