using System.Text.Json;
using Orchestrator.LoadTests.Options;

namespace Orchestrator.LoadTests.Prompts;

/// <summary>How pieces become the value of "prompt" in a request.</summary>
internal abstract record PromptForm
{
    /// <summary>The most ids that can be told apart when pieces are drawn.</summary>
    public const int MostIds = 1 << 16;

    private PromptForm()
    {
    }

    public abstract void Write(Utf8JsonWriter json, IReadOnlyList<PromptPiece> pieces);

    /// <summary>An array of token ids.</summary>
    /// <param name="Range">Drawn from; at most <see cref="MostIds"/> of them.</param>
    public sealed record Ids(TokenRange Range) : PromptForm
    {
        public override void Write(Utf8JsonWriter json, IReadOnlyList<PromptPiece> pieces)
        {
            json.WriteStartArray();
            foreach (var piece in pieces)
            {
                var contents = new PieceContents(piece.Seed);
                for (var i = 0; i < piece.Tokens; i++) json.WriteNumberValue(Range.Least + contents.Next(Range.Most - Range.Least + 1));
            }
            json.WriteEndArray();
        }
    }

    /// <summary>Common words with blanks between, as many as should make the wanted number of tokens.</summary>
    /// <param name="TokensPerWord">On average, by the server's own count.</param>
    /// <param name="Overhead">Tokens that the server adds to any text.</param>
    public sealed record Words(double TokensPerWord, double Overhead) : PromptForm
    {
        public override void Write(Utf8JsonWriter json, IReadOnlyList<PromptPiece> pieces)
        {
            var text = new System.Text.StringBuilder();
            // What rounding took from one piece, the next gets. What the server adds is in the last, so that equal beginnings stay equal.
            var owed = 0.0;
            for (var p = 0; p < pieces.Count; p++)
            {
                var contents = new PieceContents(pieces[p].Seed);
                owed += Math.Max(0, pieces[p].Tokens - (p == pieces.Count - 1 ? Overhead : 0)) / TokensPerWord;
                var words = (int)Math.Round(owed);
                owed -= words;
                for (var i = 0; i < words; i++) text.Append(text.Length > 0 ? " " : "").Append(CommonWords.All[contents.Next(CommonWords.All.Length)]);
            }
            // No server answers an empty prompt.
            json.WriteStringValue(text.Length > 0 ? text.ToString() : CommonWords.All[0]);
        }
    }
}
