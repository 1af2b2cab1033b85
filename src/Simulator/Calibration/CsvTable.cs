using System.Globalization;

namespace Orchestrator.Simulator.Calibration;

/// <summary>A CSV file of a profile, by column name.</summary>
internal sealed class CsvTable
{
    private readonly string _path;
    private readonly Dictionary<string, int> _columns = [];
    private readonly List<string[]> _rows = [];

    /// <exception cref="ProfileException">The file is empty, or a line has another number of fields than the first.</exception>
    public CsvTable(string path)
    {
        _path = path;
        using var reader = new StreamReader(path);
        var header = reader.ReadLine()?.Split(',') ?? throw new ProfileException($"{path} is empty");
        for (var i = 0; i < header.Length; i++) _columns[header[i]] = i;
        for (var number = 2; reader.ReadLine() is { } line; number++)
        {
            var fields = line.Split(',');
            if (fields.Length != header.Length) throw new ProfileException($"{path}, line {number}: {fields.Length} fields, the first line has {header.Length}");
            _rows.Add(fields);
        }
    }

    public int Rows => _rows.Count;

    public string Text(int row, string column) => _rows[row][Column(column)];

    public int Count(int row, string column) =>
        int.TryParse(Text(row, column), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong(row, column, "a whole number");

    /// <summary>A positive number.</summary>
    public double Number(int row, string column) =>
        double.TryParse(Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0 && double.IsFinite(value) ? value : throw Wrong(row, column, "a number above 0");

    public bool Has(string column) => _columns.ContainsKey(column);

    private int Column(string column) => _columns.TryGetValue(column, out var at) ? at : throw new ProfileException($"{_path} has no column {column}");

    private ProfileException Wrong(int row, string column, string wanted) => new($"{_path}, line {row + 2}: {column} is \"{Text(row, column)}\", not {wanted}");
}
