"""Invented people need ordinary names: parts to draw from, the common ones more often."""

# Prefix, surname, and how often it is drawn.
SURNAMES = [
    ("de", "Jong", 9), ("", "Jansen", 8), ("de", "Vries", 8), ("van den", "Berg", 7), ("", "Bakker", 6),
    ("van", "Dijk", 6), ("", "Visser", 6), ("", "Smit", 5), ("", "Meijer", 5), ("de", "Boer", 5), ("", "Mulder", 5),
    ("de", "Groot", 4), ("", "Bos", 4), ("", "Vos", 4), ("", "Peters", 4), ("", "Hendriks", 4),
    ("van", "Leeuwen", 4), ("", "Dekker", 3), ("", "Brouwer", 3), ("de", "Wit", 3), ("", "Dijkstra", 3),
    ("", "Smits", 3), ("de", "Graaf", 3), ("van der", "Meer", 3), ("", "Kok", 3), ("van der", "Linden", 3),
    ("", "Jacobs", 3), ("", "Vermeulen", 3), ("de", "Haan", 3), ("van den", "Heuvel", 2), ("van der", "Veen", 2),
    ("van den", "Broek", 2), ("de", "Bruijn", 2), ("", "Schouten", 2), ("van", "Beek", 2), ("van der", "Heijden", 2),
    ("", "Willems", 2), ("van", "Vliet", 2), ("", "Hoekstra", 2), ("", "Maas", 2), ("", "Verhoeven", 2),
    ("", "Koster", 2), ("van", "Dam", 2), ("", "Prins", 2), ("", "Blom", 2), ("", "Huisman", 2), ("", "Kuipers", 2),
    ("van", "Wijk", 2), ("", "Postma", 2), ("", "Kramer", 2), ("van", "Veen", 1), ("", "Scholten", 2),
    ("", "Timmermans", 1), ("", "Groen", 2), ("", "Gerritsen", 1), ("", "IJsselstein", 1), ("'t", "Hart", 1),
    ("van 't", "Hof", 1), ("", "Ten Brinke", 1), ("ter", "Haar", 1), ("op den", "Kamp", 1), ("", "Nijhuis", 1),
    ("", "Terpstra", 1), ("", "Wouters", 1), ("", "Janssen", 2), ("", "Verbruggen", 1), ("", "Hofman", 1),
    ("van der", "Meulen", 2), ("", "Yılmaz", 2), ("", "Kaya", 1), ("", "Demir", 1), ("", "Özdemir", 1),
    ("", "Çelik", 1), ("", "Aydın", 1), ("", "Aksoy", 1), ("", "Benali", 1), ("el", "Amrani", 1),
    ("", "El Khattabi", 1),
    ("", "Bouzid", 1), ("", "Ramdin", 1), ("", "Sewnath", 1), ("", "Kartosen", 1), ("", "Pinas", 1), ("", "Kamara", 1),
    ("", "Nguyễn", 1), ("", "Chen", 1), ("", "Kowalski", 1), ("", "Nowak", 1), ("", "Müller", 1), ("", "Lefèvre", 1),
    ("", "Haddad", 1), ("d'", "Ancona", 1), ("", "Sánchez", 1), ("", "Abdi", 1),
]  # fmt: skip

# first names by sex, for those born before 1950, before 1985, and later
FIRST_NAMES = {
    "female": [
        ["Johanna", "Maria", "Cornelia", "Wilhelmina", "Elisabeth", "Anna", "Hendrika", "Geertruida", "Adriana",
         "Catharina", "Grietje", "Trijntje", "Petronella", "Jacoba", "Neeltje", "Antje", "Truus", "Sientje"],
        ["Monique", "Esther", "Marja", "Ingrid", "Karin", "Yvonne", "Marleen", "Petra", "Saskia", "Linda", "Sandra",
         "Anja", "Mieke", "Fatima", "Ayşe", "Nathalie", "Chantal", "Wendy", "Angelique", "Margriet", "Samira"],
        ["Emma", "Julia", "Mila", "Sophie", "Zoë", "Sara", "Anna", "Noor", "Eva", "Lotte", "Tess", "Yara", "Evi",
         "Saar", "Nora", "Liv", "Elif", "Lina", "Fenna", "Roos", "Femke", "Sanne", "Iris", "Meike", "Chloë"],
    ],
    "male": [
        ["Johannes", "Cornelis", "Hendrik", "Willem", "Jan", "Pieter", "Gerrit", "Jacobus", "Adrianus", "Antonius",
         "Petrus", "Dirk", "Klaas", "Arie", "Bernardus", "Theodorus", "Lambertus", "Evert"],
        ["Rob", "Marcel", "Erik", "Peter", "Ronald", "Frank", "Mark", "Martin", "Dennis", "Jeroen", "Richard",
         "Michel", "Edwin", "Mohamed", "Ahmed", "Mehmet", "Sander", "Bas", "André", "Wouter", "Ruud"],
        ["Daan", "Sem", "Lucas", "Levi", "Finn", "Noah", "Luuk", "Milan", "Jesse", "Thijs", "Adam", "Bram", "Mees",
         "Sam", "Jayden", "Yusuf", "Amir", "Ruben", "Stijn", "Tim", "Jurre", "Björn", "Loïc", "Omar"],
    ],
}  # fmt: skip

STREETS = [
    "Singel", "Lindelaan", "Kastanjestraat", "Dorpsstraat", "Molenweg", "Kerkstraat", "Wilgenhof", "Havenkade",
    "Sluisweg", "Beatrixlaan", "Meidoornstraat", "Zuiderpark", "Noorderdijk", "Schoolstraat", "Tuinderslaan",
    "Akkerpad", "Boomgaard", "Merelhof", "Spoorlaan", "Weverstraat", "Bleekveld", "Oranjeplein", "Brinklaan",
    "Vogelkers", "Berkenlaan", "Eikenhof", "Rietzoom", "Waterkant", "Stationsweg", "Kloosterhof",
]  # fmt: skip

TOWN = "Hogewaard"
# A postcode number that the post has not given out; one letter pair a street.
POSTCODE_NUMBER = "8999"
