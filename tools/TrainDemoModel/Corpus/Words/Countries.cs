namespace Orchestrator.Tools.TrainDemoModel.Corpus.Words;

/// <summary>Countries with capital, continent and main language.</summary>
internal static class Countries
{
    public static IReadOnlyList<(string Country, string Capital, string Continent, string Language)> All { get; } =
    [
        .. """
        France,Paris,Europe,French;Germany,Berlin,Europe,German;Italy,Rome,Europe,Italian;Spain,Madrid,Europe,Spanish;Portugal,Lisbon,Europe,Portuguese;Austria,Vienna,Europe,German;
        Belgium,Brussels,Europe,Dutch;Denmark,Copenhagen,Europe,Danish;Sweden,Stockholm,Europe,Swedish;Norway,Oslo,Europe,Norwegian;Finland,Helsinki,Europe,Finnish;Iceland,Reykjavik,Europe,Icelandic;
        Ireland,Dublin,Europe,English;Poland,Warsaw,Europe,Polish;Greece,Athens,Europe,Greek;Hungary,Budapest,Europe,Hungarian;Romania,Bucharest,Europe,Romanian;Bulgaria,Sofia,Europe,Bulgarian;
        Croatia,Zagreb,Europe,Croatian;Slovenia,Ljubljana,Europe,Slovene;Slovakia,Bratislava,Europe,Slovak;Serbia,Belgrade,Europe,Serbian;Albania,Tirana,Europe,Albanian;Estonia,Tallinn,Europe,Estonian;
        Latvia,Riga,Europe,Latvian;Lithuania,Vilnius,Europe,Lithuanian;Ukraine,Kyiv,Europe,Ukrainian;Russia,Moscow,Europe,Russian;Belarus,Minsk,Europe,Belarusian;Malta,Valletta,Europe,Maltese;
        Japan,Tokyo,Asia,Japanese;China,Beijing,Asia,Chinese;India,New Delhi,Asia,Hindi;Thailand,Bangkok,Asia,Thai;Vietnam,Hanoi,Asia,Vietnamese;Indonesia,Jakarta,Asia,Indonesian;
        Malaysia,Kuala Lumpur,Asia,Malay;South Korea,Seoul,Asia,Korean;Mongolia,Ulaanbaatar,Asia,Mongolian;Nepal,Kathmandu,Asia,Nepali;Pakistan,Islamabad,Asia,Urdu;Bangladesh,Dhaka,Asia,Bengali;
        Iran,Tehran,Asia,Persian;Iraq,Baghdad,Asia,Arabic;Jordan,Amman,Asia,Arabic;Lebanon,Beirut,Asia,Arabic;Syria,Damascus,Asia,Arabic;Qatar,Doha,Asia,Arabic;Oman,Muscat,Asia,Arabic;
        Turkey,Ankara,Asia,Turkish;Armenia,Yerevan,Asia,Armenian;Georgia,Tbilisi,Asia,Georgian;Kazakhstan,Astana,Asia,Kazakh;Uzbekistan,Tashkent,Asia,Uzbek;Cambodia,Phnom Penh,Asia,Khmer;
        Laos,Vientiane,Asia,Lao;Afghanistan,Kabul,Asia,Pashto;Saudi Arabia,Riyadh,Asia,Arabic;Egypt,Cairo,Africa,Arabic;Morocco,Rabat,Africa,Arabic;Algeria,Algiers,Africa,Arabic;
        Tunisia,Tunis,Africa,Arabic;Libya,Tripoli,Africa,Arabic;Sudan,Khartoum,Africa,Arabic;Ethiopia,Addis Ababa,Africa,Amharic;Kenya,Nairobi,Africa,Swahili;Uganda,Kampala,Africa,English;
        Rwanda,Kigali,Africa,Kinyarwanda;Ghana,Accra,Africa,English;Nigeria,Abuja,Africa,English;Senegal,Dakar,Africa,French;Mali,Bamako,Africa,French;Angola,Luanda,Africa,Portuguese;
        Zambia,Lusaka,Africa,English;Zimbabwe,Harare,Africa,English;Namibia,Windhoek,Africa,English;Botswana,Gaborone,Africa,English;Mozambique,Maputo,Africa,Portuguese;Madagascar,Antananarivo,Africa,Malagasy;
        Somalia,Mogadishu,Africa,Somali;Canada,Ottawa,North America,English;Mexico,Mexico City,North America,Spanish;Cuba,Havana,North America,Spanish;Jamaica,Kingston,North America,English;
        Guatemala,Guatemala City,North America,Spanish;Honduras,Tegucigalpa,North America,Spanish;Costa Rica,San Jose,North America,Spanish;Panama,Panama City,North America,Spanish;
        Brazil,Brasilia,South America,Portuguese;Argentina,Buenos Aires,South America,Spanish;Chile,Santiago,South America,Spanish;Peru,Lima,South America,Spanish;Colombia,Bogota,South America,Spanish;
        Venezuela,Caracas,South America,Spanish;Ecuador,Quito,South America,Spanish;Uruguay,Montevideo,South America,Spanish;Paraguay,Asuncion,South America,Spanish;
        Australia,Canberra,Oceania,English;New Zealand,Wellington,Oceania,English;Fiji,Suva,Oceania,English
        """.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(',')).Select(part => (part[0], part[1], part[2], part[3])),
    ];
}
