namespace Orchestrator.Simulator.Calibration;

/// <summary>Seconds of each layer for each count of tokens or sequences, from a CSV file with one row for each.</summary>
internal sealed class LayerTable
{
    private readonly string _path;
    private readonly SortedDictionary<int, Dictionary<string, double>> _times = [];

    /// <param name="path">The file.</param>
    /// <param name="layer">Column with the layer's name.</param>
    /// <param name="count">Column with tokens or sequences.</param>
    /// <param name="time">Column with the time.</param>
    /// <param name="perSecond">How many of its units make a second.</param>
    public LayerTable(string path, string layer, string count, string time, double perSecond)
    {
        _path = path;
        var table = new CsvTable(path);
        for (var row = 0; row < table.Rows; row++)
        {
            var at = table.Count(row, count);
            if (!_times.TryGetValue(at, out var layers)) _times[at] = layers = [];
            layers[table.Text(row, layer)] = table.Number(row, time) / perSecond;
        }
        if (_times.Count == 0) throw new ProfileException($"{path} has no rows");
    }

    /// <summary>Rising.</summary>
    public IEnumerable<int> Counts => _times.Keys;

    /// <exception cref="ProfileException">The layer was not measured for this count.</exception>
    public double Seconds(int count, string layer) =>
        _times[count].TryGetValue(layer, out var seconds) ? seconds : throw new ProfileException($"{_path} has no layer {layer} for {count}");

    public double Sum(int count, IEnumerable<string> layers) => layers.Sum(layer => Seconds(count, layer));

    /// <summary>0 for a layer that this model does not have.</summary>
    public double SecondsIfAny(int count, string layer) => _times[count].GetValueOrDefault(layer);
}
