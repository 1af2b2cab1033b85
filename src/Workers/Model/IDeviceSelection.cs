namespace Orchestrator.Workers.Model;

/// <summary>A backend that can pick the largest logits itself, so that only these leave the device.</summary>
public interface IDeviceSelection
{
    /// <summary>The most logits of a row that <see cref="ForwardTop"/> gives.</summary>
    int MostCandidates { get; }

    /// <summary>
    /// Where only so many of each row's logits can be drawn: up to a temperature of <see cref="DrawnTemperature"/> the weight of all others is 0, so that these few are
    /// the whole row. Null where any may be drawn; at most <see cref="MostCandidates"/>.
    /// </summary>
    int? Drawn => null;

    /// <summary>See <see cref="Drawn"/>.</summary>
    const float DrawnTemperature = 4;

    /// <summary>As <see cref="IDeviceBackend.Forward"/>, but gives each row's largest logits alone, the same bits.</summary>
    /// <param name="batch">The new tokens of all sequences.</param>
    /// <param name="count">Logits of each row, 1 to <see cref="MostCandidates"/> and at most the vocabulary.</param>
    /// <param name="candidates">[LogitRows, count], each row in falling order, of equal logits the lowest id first. NaN counts as the largest.</param>
    /// <param name="layerWritten">See <see cref="IDeviceBackend.Forward"/>.</param>
    void ForwardTop(Batch batch, int count, Span<Candidate> candidates, Action<int>? layerWritten);
}
