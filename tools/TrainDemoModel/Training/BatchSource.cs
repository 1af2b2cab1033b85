using Orchestrator.Tools.TrainDemoModel.Corpus;
using Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;

namespace Orchestrator.Tools.TrainDemoModel.Training;

/// <summary>The corpus as batches, in an order that follows from the seed. A window of conversations is sorted by length, cut into batches, and these are mixed.</summary>
internal sealed class BatchSource(ulong seed, IReadOnlyDictionary<Skill, int> mix, DemoVocabulary vocabulary, int context, int positions)
{
    private const int Window = 1024;
    private readonly Queue<Batch> _ready = new();

    /// <summary>The window that is read next, and how many of its batches were taken before.</summary>
    public (long Window, int Taken) Place { get; private set; } = (0, 0);

    public void GoTo(long window, int taken)
    {
        _ready.Clear();
        Place = (window, 0);
        for (var i = 0; i < taken; i++) Next();
    }

    public Batch Next()
    {
        if (_ready.Count == 0)
        {
            if (Place.Taken > 0) Place = (Place.Window + 1, 0);
            foreach (var batch in Read(Place.Window)) _ready.Enqueue(batch);
        }
        Place = (Place.Window, Place.Taken + 1);
        return _ready.Dequeue();
    }

    private List<Batch> Read(long window)
    {
        var samples = Enumerable.Range(0, Window)
            .Select(index => Sample.Of(ConversationSource.Training(seed, (ulong)(window * Window + index), mix), vocabulary, context)).OrderBy(sample => sample.Tokens.Length).ToList();
        var batches = new List<Batch>();
        for (var start = 0; start < samples.Count;)
        {
            // Sorted, so the last row is the longest.
            var end = start + 1;
            while (end < samples.Count && (end - start + 1) * Batch.Length(samples[end].Tokens.Length) <= positions) end++;
            batches.Add(new Batch(samples[start..end]));
            start = end;
        }
        return Dice.For(seed, ~(ulong)window).Some(batches, batches.Count);
    }
}
