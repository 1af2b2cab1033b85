namespace Orchestrator.Workers.Model;

/// <summary>A backend that can pick the largest logits itself, so that only these leave the device.</summary>
public interface IDeviceSelection
{
    /// <summary>The most logits of a row that <see cref="ForwardTop"/> gives.</summary>
    int MostCandidates { get; }

    /// <summary>As <see cref="IDeviceBackend.Forward"/>, but gives each row's largest logits alone, the same bits.</summary>
    /// <param name="batch">The new tokens of all sequences.</param>
    /// <param name="count">Logits of each row, 1 to <see cref="MostCandidates"/> and at most the vocabulary.</param>
    /// <param name="candidates">[LogitRows, count], each row in falling order, of equal logits the lowest id first. NaN counts as the largest.</param>
    /// <param name="layerWritten">See <see cref="IDeviceBackend.Forward"/>.</param>
    void ForwardTop(Batch batch, int count, Span<Candidate> candidates, Action<int>? layerWritten);
}
