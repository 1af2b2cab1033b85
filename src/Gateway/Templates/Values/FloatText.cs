using System.Globalization;
using System.Numerics;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Doubles as Python writes them.</summary>
internal static class FloatText
{
    /// <summary>The shortest digits that read back as the same number; an exponent below 1e-4 and from 1e16 on.</summary>
    public static string Repr(double number)
    {
        if (double.IsNaN(number)) return "nan";
        if (double.IsInfinity(number)) return number > 0 ? "inf" : "-inf";
        // .NET finds the same shortest digits and only lays them out differently: take them apart.
        var parts = number.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var sign = parts[0].StartsWith('-') ? "-" : "";
        var whole = parts[0].TrimStart('-').Split('.');
        var all = whole[0] + (whole.Length > 1 ? whole[1] : "");
        var digits = all.Trim('0');
        if (digits.Length == 0) return sign + "0.0";
        var leadingZeros = all.Length - all.TrimStart('0').Length;
        var exponent = whole[0].Length - 1 - leadingZeros + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        return sign + Layout(digits, exponent);
    }

    /// <summary>Fixed notation with exactly so many decimals; ties of the exact binary value go to the even digit, as in C.</summary>
    public static string Fixed(double number, int decimals)
    {
        if (!double.IsFinite(number)) return Repr(number);
        var scaled = Scaled(Math.Abs(number), decimals).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var sign = double.IsNegative(number) ? "-" : "";
        return decimals == 0 ? sign + scaled : $"{sign}{scaled[..^decimals]}.{scaled[^decimals..]}";
    }

    /// <summary>number * 10^decimals, exactly, rounded half to even. decimals may be negative.</summary>
    private static BigInteger Scaled(double number, int decimals)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)(bits >> 52 & 0x7ff);
        var fraction = bits & 0xfffffffffffffL;
        var mantissa = new BigInteger(exponent == 0 ? fraction : fraction | 1L << 52);
        var power = Math.Max(exponent, 1) - 1075;
        var (top, bottom) = (mantissa, BigInteger.One);
        if (decimals >= 0) top *= BigInteger.Pow(10, decimals);
        else bottom *= BigInteger.Pow(10, -decimals);
        if (power >= 0) top <<= power;
        else bottom <<= -power;
        var quotient = BigInteger.DivRem(top, bottom, out var rest);
        var half = (rest << 1).CompareTo(bottom);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    private static string Layout(string digits, int exponent)
    {
        if (exponent is < -4 or >= 16)
        {
            var fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return $"{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }
        if (exponent < 0) return "0." + new string('0', -exponent - 1) + digits;
        return digits.Length <= exponent + 1
            ? digits.PadRight(exponent + 1, '0') + ".0"
            : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
