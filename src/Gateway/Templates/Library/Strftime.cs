using System.Globalization;

namespace Orchestrator.Gateway.Templates.Library;

/// <summary>Times after C's strftime in the C locale. A '-' after the percent sign drops leading zeros; unknown letters stay as they are.</summary>
internal static class Strftime
{
    public static void Write(string format, DateTimeOffset time, TextBuilder to)
    {
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                to.Append(format[i]);
                continue;
            }
            var bare = format[i + 1] == '-' && i + 2 < format.Length;
            i += bare ? 2 : 1;
            var field = Field(format[i], time);
            if (field is null) to.Append(bare ? "%-" : "%").Append(format[i]);
            else to.Append(bare ? field.TrimStart('0', ' ') is { Length: > 0 } trimmed ? trimmed : "0" : field);
        }
    }

    private static string? Field(char letter, DateTimeOffset time) => letter switch
    {
        'a' => Text(time, "ddd"),
        'A' => Text(time, "dddd"),
        'b' or 'h' => Text(time, "MMM"),
        'B' => Text(time, "MMMM"),
        'c' => $"{Text(time, "ddd MMM")} {time.Day,2} {Text(time, "HH:mm:ss yyyy")}",
        'C' => $"{time.Year / 100:00}",
        'd' => Text(time, "dd"),
        'D' or 'x' => Text(time, "MM/dd/yy"),
        'e' => $"{time.Day,2}",
        'f' => $"{time.Ticks / 10 % 1_000_000:000000}",
        'F' => Text(time, "yyyy-MM-dd"),
        'H' => Text(time, "HH"),
        'I' => Text(time, "hh"),
        'j' => $"{time.DayOfYear:000}",
        'm' => Text(time, "MM"),
        'M' => Text(time, "mm"),
        'n' => "\n",
        'p' => Text(time, "tt"),
        'R' => Text(time, "HH:mm"),
        's' => $"{time.ToUnixTimeSeconds()}",
        'S' => Text(time, "ss"),
        't' => "\t",
        'T' or 'X' => Text(time, "HH:mm:ss"),
        'u' => $"{(int)(time.DayOfWeek == DayOfWeek.Sunday ? (DayOfWeek)7 : time.DayOfWeek)}",
        'U' => $"{(time.DayOfYear + 6 - (int)time.DayOfWeek) / 7:00}",
        'V' => $"{ISOWeek.GetWeekOfYear(time.DateTime):00}",
        'G' => $"{ISOWeek.GetYear(time.DateTime):0000}",
        'w' => $"{(int)time.DayOfWeek}",
        'W' => $"{(time.DayOfYear + 6 - ((int)time.DayOfWeek + 6) % 7) / 7:00}",
        'y' => Text(time, "yy"),
        'Y' => Text(time, "yyyy"),
        // As in the original, where the time has no zone.
        'z' or 'Z' => "",
        '%' => "%",
        _ => null,
    };

    private static string Text(DateTimeOffset time, string format) => time.ToString(format, CultureInfo.InvariantCulture);
}
