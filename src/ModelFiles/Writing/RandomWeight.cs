namespace Orchestrator.ModelFiles.Writing;

/// <summary>One weight of a random model, under the names of both formats, and the distribution of its numbers: uniform around a centre.</summary>
internal sealed record RandomWeight
{
    public required string GgufName { get; init; }
    public required string HuggingFaceName { get; init; }

    /// <summary>Rows and columns, or one length for a vector.</summary>
    public required int[] Shape { get; init; }

    public float Centre { get; init; }

    /// <summary>Half the width of the distribution: the standard deviation times the root of 3.</summary>
    public required float HalfWidth { get; init; }

    /// <summary>The first and last row (exclusive) shrunk so that the model hardly ever chooses them.</summary>
    public IReadOnlyList<Range> QuietRows { get; init; } = [];

    /// <summary>Numbers of a head whose rows stand in pairs (i, i + dim/2) in Hugging Face files but as neighbours in GGUF; 0 where both agree.</summary>
    public int PairedHeadDim { get; init; }

    private bool IsVector => Shape.Length == 1;
    private int Columns => Shape[^1];

    public TensorSource ForGguf(ulong seed, TensorType type) => Source(GgufName, seed, IsVector ? TensorType.F32 : type, row => row);

    public TensorSource ForHuggingFace(ulong seed, TensorType type) => Source(HuggingFaceName, seed, type, row =>
    {
        if (PairedHeadDim == 0) return row;
        var half = PairedHeadDim / 2;
        var (head, place) = (row / PairedHeadDim, row % PairedHeadDim);
        return head * PairedHeadDim + 2 * (place % half) + place / half;
    });

    // fileRow: row of the file -> row of the GGUF layout, in which the numbers are drawn.
    private TensorSource Source(string name, ulong seed, TensorType type, Func<int, int> fileRow) => new(name, type, Shape, stream =>
    {
        var weightSeed = SplitMix64.Branch(seed, NameHash(GgufName)).Next();
        var numbers = new float[Columns];
        var bytes = new byte[TensorTypes.RowBytes(type, Columns)];
        for (var row = 0; row < (IsVector ? 1 : Shape[0]); row++)
        {
            Draw(weightSeed, fileRow(row), numbers);
            RowEncoder.Encode(type, numbers, bytes);
            stream.Write(bytes);
        }
    });

    private void Draw(ulong weightSeed, int row, float[] numbers)
    {
        var random = SplitMix64.Branch(weightSeed, (ulong)row);
        var width = HalfWidth;
        foreach (var quiet in QuietRows) if (row >= quiet.Start.Value && row < quiet.End.Value) width /= 8;
        for (var i = 0; i < numbers.Length; i++) numbers[i] = Centre + width * random.NextSigned();
    }

    // FNV-1a, 64 bits, over the characters of an ASCII name.
    private static ulong NameHash(string name)
    {
        var hash = 0xCBF2_9CE4_8422_2325;
        foreach (var character in name) hash = (hash ^ character) * 0x0000_0100_0000_01B3;
        return hash;
    }
}
