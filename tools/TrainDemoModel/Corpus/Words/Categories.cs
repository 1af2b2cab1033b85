namespace Orchestrator.Tools.TrainDemoModel.Corpus.Words;

/// <summary>Kinds of things with their names, in the plural.</summary>
internal static class Categories
{
    public static IReadOnlyList<(string Name, string[] Items)> All { get; } =
    [
        .. """
        fruits:apple,banana,cherry,grape,lemon,mango,orange,peach,pear,plum,kiwi,melon
        vegetables:carrot,potato,tomato,onion,spinach,cabbage,broccoli,pea,bean,cucumber,pumpkin,celery
        animals:dog,cat,horse,lion,tiger,elephant,rabbit,fox,bear,wolf,deer,monkey
        birds:eagle,owl,sparrow,robin,swan,duck,parrot,crow,stork,falcon,penguin,heron
        colors:red,blue,green,yellow,orange,purple,brown,black,white,pink,gray,gold
        countries:France,Japan,Brazil,Kenya,Canada,India,Spain,Egypt,Norway,Peru,Italy,Vietnam
        cities:London,Paris,Tokyo,Cairo,Rome,Lima,Oslo,Madrid,Berlin,Sydney,Toronto,Mumbai
        sports:tennis,soccer,basketball,swimming,running,cycling,skiing,hockey,boxing,rowing,golf,volleyball
        drinks:water,tea,coffee,milk,juice,lemonade,cocoa,cider,soda,smoothie
        tools:hammer,saw,drill,wrench,pliers,screwdriver,chisel,file,axe,ruler
        instruments:piano,violin,guitar,flute,drum,trumpet,cello,harp,clarinet,organ
        flowers:rose,tulip,lily,daisy,violet,sunflower,orchid,poppy,iris,lavender
        trees:oak,pine,birch,maple,willow,cedar,beech,elm,ash,palm
        planets:Mercury,Venus,Earth,Mars,Jupiter,Saturn,Uranus,Neptune
        jobs:teacher,doctor,baker,farmer,pilot,nurse,painter,lawyer,cook,engineer,driver,writer
        clothes:shirt,coat,hat,scarf,dress,sock,glove,belt,jacket,skirt
        vehicles:car,bus,train,bicycle,truck,boat,plane,tram,scooter,tractor
        languages:English,French,German,Spanish,Arabic,Hindi,Turkish,Greek,Korean,Swahili
        """.Split('\n').Select(line => line.Trim().Split(':')).Select(part => (part[0], part[1].Split(','))),
    ];
}
