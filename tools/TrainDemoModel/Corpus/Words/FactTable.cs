namespace Orchestrator.Tools.TrainDemoModel.Corpus.Words;

/// <summary>Simple facts: a question's core ("how many legs a spider has"), the answer's keyword, and the answer.</summary>
internal static class FactTable
{
    // direct question | core for "tell me ..." | keyword | answer
    public static IReadOnlyList<(string Direct, string Core, string Keyword, string Answer)> All { get; } =
    [
        .. """
        how many legs does a spider have|how many legs a spider has|eight|A spider has eight legs.
        how many legs does an insect have|how many legs an insect has|six|An insect has six legs.
        how many days are in a week|how many days are in a week|seven|A week has seven days.
        how many months are in a year|how many months are in a year|twelve|A year has twelve months.
        how many hours are in a day|how many hours are in a day|24|A day has 24 hours.
        how many minutes are in an hour|how many minutes are in an hour|60|An hour has 60 minutes.
        how many seconds are in a minute|how many seconds are in a minute|60|A minute has 60 seconds.
        how many days are in a leap year|how many days a leap year has|366|A leap year has 366 days.
        how many continents are there|how many continents there are|seven|There are seven continents.
        how many planets are in the solar system|how many planets the solar system has|eight|The solar system has eight planets.
        what is the largest planet|what the largest planet is|Jupiter|Jupiter is the largest planet of the solar system.
        what is the smallest planet|what the smallest planet is|Mercury|Mercury is the smallest planet of the solar system.
        which planet is closest to the sun|which planet is closest to the sun|Mercury|Mercury is the planet closest to the sun.
        which planet is called the red planet|which planet is called the red planet|Mars|Mars is called the red planet.
        which planet has large rings|which planet has large rings|Saturn|Saturn is known for its large rings.
        what is the largest ocean|what the largest ocean is|Pacific|The Pacific is the largest ocean.
        what is the largest animal|what the largest animal is|blue whale|The blue whale is the largest animal.
        what is the tallest animal|what the tallest animal is|giraffe|The giraffe is the tallest animal.
        what is the fastest land animal|what the fastest land animal is|cheetah|The cheetah is the fastest animal on land.
        what is the largest bird|what the largest bird is|ostrich|The ostrich is the largest bird.
        what is the highest mountain|what the highest mountain is|Everest|Mount Everest is the highest mountain on Earth.
        what is the largest continent|what the largest continent is|Asia|Asia is the largest continent.
        what is the smallest continent|what the smallest continent is|Australia|Australia is the smallest continent.
        what is the largest country|what the largest country is|Russia|Russia is the largest country by area.
        what is the smallest country|what the smallest country is|Vatican|Vatican City is the smallest country.
        what do bees make|what bees make|honey|Bees make honey.
        what do cows eat|what cows eat|grass|Cows eat grass.
        what do pandas eat|what pandas eat|bamboo|Pandas eat mostly bamboo.
        what do plants need to grow|what plants need to grow|water|Plants need light, water and air to grow.
        what gas do we breathe|what gas we need to breathe|oxygen|We need oxygen to breathe.
        what is water made of|what water is made of|hydrogen|Water is made of hydrogen and oxygen.
        at what temperature does water freeze|at what temperature water freezes|0|Water freezes at 0 degrees Celsius.
        at what temperature does water boil|at what temperature water boils|100|Water boils at 100 degrees Celsius.
        what is ice made of|what ice is made of|water|Ice is frozen water.
        what color is the sky|what color the sky is|blue|On a clear day the sky is blue.
        what color is grass|what color grass is|green|Grass is green.
        what color is snow|what color snow is|white|Snow is white.
        what color do you get from blue and yellow|what color blue and yellow make|green|Blue and yellow make green.
        what color do you get from red and yellow|what color red and yellow make|orange|Red and yellow make orange.
        what color do you get from red and blue|what color red and blue make|purple|Red and blue make purple.
        how many sides does a triangle have|how many sides a triangle has|three|A triangle has three sides.
        how many sides does a square have|how many sides a square has|four|A square has four equal sides.
        how many sides does a hexagon have|how many sides a hexagon has|six|A hexagon has six sides.
        how many sides does a pentagon have|how many sides a pentagon has|five|A pentagon has five sides.
        how many letters are in the English alphabet|how many letters the English alphabet has|26|The English alphabet has 26 letters.
        how many colors has a rainbow|how many colors a rainbow has|seven|A rainbow is said to have seven colors.
        what is the opposite of hot|what the opposite of hot is|cold|The opposite of hot is cold.
        what is the opposite of big|what the opposite of big is|small|The opposite of big is small.
        what is the opposite of day|what the opposite of day is|night|The opposite of day is night.
        what is the opposite of fast|what the opposite of fast is|slow|The opposite of fast is slow.
        what is the opposite of early|what the opposite of early is|late|The opposite of early is late.
        what is the opposite of old|what the opposite of old is|young|The opposite of old is young, or new for things.
        what is a baby cat called|what a baby cat is called|kitten|A baby cat is called a kitten.
        what is a baby dog called|what a baby dog is called|puppy|A baby dog is called a puppy.
        what is a baby cow called|what a baby cow is called|calf|A baby cow is called a calf.
        what is a baby sheep called|what a baby sheep is called|lamb|A baby sheep is called a lamb.
        what is a baby frog called|what a baby frog is called|tadpole|A baby frog is called a tadpole.
        what is a group of wolves called|what a group of wolves is called|pack|A group of wolves is called a pack.
        what is a group of fish called|what a group of fish is called|school|A group of fish is called a school.
        what is the first month of the year|what the first month of the year is|January|January is the first month of the year.
        what is the last month of the year|what the last month of the year is|December|December is the last month of the year.
        which month has 28 days|which month has only 28 days|February|February usually has 28 days.
        which season comes after winter|which season comes after winter|spring|Spring comes after winter.
        which season comes after summer|which season comes after summer|autumn|Autumn comes after summer.
        which day comes after Monday|which day comes after Monday|Tuesday|Tuesday comes after Monday.
        which day comes before Sunday|which day comes before Sunday|Saturday|Saturday comes before Sunday.
        where does the sun rise|where the sun rises|east|The sun rises in the east.
        where does the sun set|where the sun sets|west|The sun sets in the west.
        what does a thermometer measure|what a thermometer measures|temperature|A thermometer measures temperature.
        what does a clock show|what a clock shows|time|A clock shows the time.
        what does a compass show|what a compass shows|north|A compass shows where north is.
        what do we use to cut paper|what we use to cut paper|scissors|We use scissors to cut paper.
        what is bread made of|what bread is made of|flour|Bread is made of flour, water and yeast.
        what is cheese made of|what cheese is made of|milk|Cheese is made of milk.
        what is wine made of|what wine is made of|grapes|Wine is made of grapes.
        what is paper made of|what paper is made of|wood|Paper is mostly made of wood.
        what is glass made of|what glass is made of|sand|Glass is mostly made of sand.
        which organ pumps blood|which organ pumps blood|heart|The heart pumps blood through the body.
        which organ do we think with|which organ we think with|brain|We think with the brain.
        how many fingers are on one hand|how many fingers are on one hand|five|A hand has five fingers, the thumb included.
        how many wheels does a bicycle have|how many wheels a bicycle has|two|A bicycle has two wheels.
        how many wheels does a car have|how many wheels a car has|four|A car has four wheels.
        how many strings does a violin have|how many strings a violin has|four|A violin has four strings.
        how many strings does a guitar have|how many strings a guitar has|six|A guitar usually has six strings.
        how many keys does a piano have|how many keys a piano has|88|A piano has 88 keys.
        how many players are in a soccer team|how many players a soccer team has|eleven|A soccer team has eleven players on the field.
        how many bits are in a byte|how many bits a byte has|eight|A byte has eight bits.
        what does a CPU do|what a CPU does|instructions|A CPU runs the instructions of programs.
        what does GPU stand for|what GPU stands for|graphics|GPU stands for graphics processing unit.
        who wrote Hamlet|who wrote Hamlet|Shakespeare|William Shakespeare wrote Hamlet.
        who wrote Faust|who wrote Faust|Goethe|Johann Wolfgang von Goethe wrote Faust.
        who wrote Don Quixote|who wrote Don Quixote|Cervantes|Miguel de Cervantes wrote Don Quixote.
        who painted the Mona Lisa|who painted the Mona Lisa|Leonardo|Leonardo da Vinci painted the Mona Lisa.
        who was the first person on the moon|who was the first person on the moon|Armstrong|Neil Armstrong was the first person on the moon.
        who found the law of gravity|who found the law of gravity|Newton|Isaac Newton found the law of gravity.
        who made the theory of relativity|who made the theory of relativity|Einstein|Albert Einstein made the theory of relativity.
        which river flows through Egypt|which river flows through Egypt|Nile|The Nile flows through Egypt.
        which river flows through Paris|which river flows through Paris|Seine|The Seine flows through Paris.
        which river flows through London|which river flows through London|Thames|The Thames flows through London.
        which metal is liquid at room temperature|which metal is liquid at room temperature|mercury|Mercury is liquid at room temperature.
        what is the chemical symbol of gold|what the chemical symbol of gold is|Au|The chemical symbol of gold is Au.
        what is the chemical symbol of iron|what the chemical symbol of iron is|Fe|The chemical symbol of iron is Fe.
        """.Split('\n').Select(line => line.Trim().Split('|')).Where(part => part.Length == 4).Select(part => (part[0], part[1], part[2], part[3])),
    ];
}
