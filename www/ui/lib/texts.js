// texts.js: every text of the pages: key: [English, German, French, Spanish]. {name} is filled in; where a number decides,
// the texts are by its plural category, { one, other }.
export const languages = ["en", "de", "fr", "es"];

export const texts = {
    // Frame
    "frame.again": ["Try again", "Erneut versuchen", "Réessayer", "Reintentar"],
    "frame.campaigns": ["Campaigns", "Kampagnen", "Campagnes", "Campañas"],
    "frame.cancel": ["Cancel", "Abbrechen", "Annuler", "Cancelar"],
    "frame.close": ["Close", "Schließen", "Fermer", "Cerrar"],
    "frame.copied": ["Copied", "Kopiert", "Copié", "Copiado"],
    "frame.copy": ["Copy", "Kopieren", "Copier", "Copiar"],
    "frame.events": ["Events", "Ereignisse", "Événements", "Eventos"],
    "frame.language": ["Language", "Sprache", "Langue", "Idioma"],
    "frame.links": ["Links", "Links", "Liens", "Enlaces"],
    "frame.loading": ["Loading…", "Wird geladen …", "Chargement…", "Cargando…"],
    "frame.messages": ["Messages", "Nachrichten", "Messages", "Mensajes"],
    "frame.more": ["Show more", "Mehr anzeigen", "Afficher plus", "Mostrar más"],
    "frame.navigation": ["Main", "Hauptnavigation", "Navigation principale", "Principal"],
    "frame.overview": ["Overview", "Übersicht", "Aperçu", "Resumen"],
    "frame.save": ["Save", "Speichern", "Enregistrer", "Guardar"],
    "frame.search": ["Search", "Suchen", "Rechercher", "Buscar"],
    "frame.settings": ["Settings", "Einstellungen", "Paramètres", "Ajustes"],
    "frame.sign_out": ["Sign out", "Abmelden", "Se déconnecter", "Cerrar sesión"],
    "frame.skip": ["Skip to content", "Zum Inhalt springen", "Aller au contenu", "Ir al contenido"],
    "frame.undo": ["Undo", "Rückgängig", "Annuler", "Deshacer"],
    "frame.who": ["Signed in as {name} ({role})", "Angemeldet als {name} ({role})", "Connecté en tant que {name} ({role})", "Sesión iniciada como {name} ({role})"],
    "role.admin": ["admin", "Administrator", "administrateur", "administrador"],
    "role.creator": ["creator", "Ersteller", "créateur", "creador"],
    "role.reader": ["reader", "Leser", "lecteur", "lector"],

    // Errors
    "error.busy": [{ one: "curt is not available right now. Try again in {n} second.", other: "curt is not available right now. Try again in {n} seconds." },
        { one: "curt ist gerade nicht verfügbar. Versuchen Sie es in {n} Sekunde erneut.", other: "curt ist gerade nicht verfügbar. Versuchen Sie es in {n} Sekunden erneut." },
        { one: "curt est indisponible. Réessayez dans {n} seconde.", other: "curt est indisponible. Réessayez dans {n} secondes." },
        { one: "curt no está disponible. Inténtelo de nuevo en {n} segundo.", other: "curt no está disponible. Inténtelo de nuevo en {n} segundos." }],
    "error.offline": ["The server cannot be reached. Check your connection and try again.", "Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.", "Le serveur est injoignable. Vérifiez votre connexion et réessayez.", "No se puede conectar con el servidor. Compruebe su conexión e inténtelo de nuevo."],
    "error.rate": [{ one: "Too much at once. Try again in {n} second.", other: "Too much at once. Try again in {n} seconds." },
        { one: "Zu viel auf einmal. Versuchen Sie es in {n} Sekunde erneut.", other: "Zu viel auf einmal. Versuchen Sie es in {n} Sekunden erneut." },
        { one: "Trop de requêtes. Réessayez dans {n} seconde.", other: "Trop de requêtes. Réessayez dans {n} secondes." },
        { one: "Demasiadas solicitudes. Inténtelo de nuevo en {n} segundo.", other: "Demasiadas solicitudes. Inténtelo de nuevo en {n} segundos." }],
    "error.unexpected": ["Something went wrong (status {status}). Try again.", "Etwas ist schiefgegangen (Status {status}). Versuchen Sie es erneut.", "Une erreur s’est produite (statut {status}). Réessayez.", "Algo ha fallado (estado {status}). Inténtelo de nuevo."],
    "problem.alias_reserved": ["{field} is reserved. Choose another.", "{field} ist reserviert. Wählen Sie einen anderen.", "{field} est réservé. Choisissez-en un autre.", "{field} está reservado. Elija otro."],
    "problem.alias_taken": ["{field} is taken. Choose another.", "{field} ist vergeben. Wählen Sie einen anderen.", "{field} est déjà pris. Choisissez-en un autre.", "{field} ya está en uso. Elija otro."],
    "problem.invalid_alias": ["{field} must be 1 to 64 letters, digits, _ or -.", "{field} muss aus 1 bis 64 Buchstaben, Ziffern, _ oder - bestehen.", "{field} doit comporter 1 à 64 lettres, chiffres, _ ou -.", "{field} debe tener de 1 a 64 letras, cifras, _ o -."],
    "problem.missing_field": ["{field} is required.", "{field} ist erforderlich.", "{field} est obligatoire.", "{field} es obligatorio."],
    "problem.role_too_low": ["Your key does not allow this. Ask the administrator for one that does.", "Ihr Schlüssel erlaubt das nicht. Bitten Sie den Administrator um einen anderen.", "Votre clé ne le permet pas. Demandez-en une autre à l’administrateur.", "Su clave no lo permite. Pida otra al administrador."],
    "problem.store_unavailable": ["curt is not available right now. Try again in a few seconds.", "curt ist gerade nicht verfügbar. Versuchen Sie es in einigen Sekunden erneut.", "curt est indisponible. Réessayez dans quelques secondes.", "curt no está disponible. Inténtelo de nuevo en unos segundos."],
    "problem.version_mismatch": ["Somebody else has changed this in the meantime. Reload the page and try again.", "Jemand anderes hat dies inzwischen geändert. Laden Sie die Seite neu und versuchen Sie es erneut.", "Quelqu’un d’autre l’a modifié entre-temps. Rechargez la page et réessayez.", "Otra persona lo ha modificado mientras tanto. Recargue la página e inténtelo de nuevo."],

    // Charts
    "chart.csv": ["Download CSV", "CSV herunterladen", "Télécharger le CSV", "Descargar CSV"],
    "chart.missing": ["The charts cannot be loaded; the tables have the same numbers.", "Die Diagramme können nicht geladen werden; die Tabellen enthalten dieselben Zahlen.", "Les graphiques ne peuvent pas être chargés ; les tableaux contiennent les mêmes chiffres.", "No se pueden cargar los gráficos; las tablas contienen las mismas cifras."],
    "chart.table": ["Show as a table", "Als Tabelle anzeigen", "Afficher en tableau", "Mostrar como tabla"],

    // Campaigns

    // Create
    "create.alias": ["Alias", "Alias", "Alias", "Alias"],
    "create.alias_free": ["This alias is free.", "Dieser Alias ist frei.", "Cet alias est libre.", "Este alias está libre."],
    "create.alias_hint": ["Letters, digits, _ and -. Left empty, a short code is made for you.", "Buchstaben, Ziffern, _ und -. Bleibt das Feld leer, wird ein Kurzcode erzeugt.", "Lettres, chiffres, _ et -. Laissé vide, un code court est généré.", "Letras, cifras, _ y -. Si se deja vacío, se genera un código corto."],
    "create.another": ["Create another", "Weiteren erstellen", "En créer un autre", "Crear otro"],
    "create.button": ["Create link", "Link erstellen", "Créer le lien", "Crear enlace"],
    "create.campaign": ["Campaign", "Kampagne", "Campagne", "Campaña"],
    "create.created": ["Your link is ready", "Ihr Link ist fertig", "Votre lien est prêt", "Su enlace está listo"],
    "create.expires": ["Expires", "Läuft ab", "Expire", "Caduca"],
    "create.link_title": ["Title", "Titel", "Titre", "Título"],
    "create.max_clicks": ["Click limit", "Klicklimit", "Limite de clics", "Límite de clics"],
    "create.more": ["More options", "Weitere Optionen", "Plus d’options", "Más opciones"],
    "create.qr": ["QR code of {url}", "QR-Code von {url}", "Code QR de {url}", "Código QR de {url}"],
    "create.qr_png": ["QR code as PNG", "QR-Code als PNG", "Code QR en PNG", "Código QR en PNG"],
    "create.qr_svg": ["QR code as SVG", "QR-Code als SVG", "Code QR en SVG", "Código QR en SVG"],
    "create.reader": ["Your key may read links, but not create them.", "Ihr Schlüssel darf Links lesen, aber nicht erstellen.", "Votre clé permet de lire les liens, mais pas d’en créer.", "Su clave permite leer enlaces, pero no crearlos."],
    "create.share": ["Share", "Teilen", "Partager", "Compartir"],
    "create.tags": ["Tags", "Tags", "Tags", "Etiquetas"],
    "create.tags_hint": ["Separated by commas.", "Durch Kommas getrennt.", "Séparés par des virgules.", "Separadas por comas."],
    "create.title": ["Create a link", "Link erstellen", "Créer un lien", "Crear un enlace"],
    "create.url": ["Long URL", "Lange URL", "URL longue", "URL larga"],
    "create.utm": ["UTM parameters", "UTM-Parameter", "Paramètres UTM", "Parámetros UTM"],
    "create.utm_campaign": ["Campaign name", "Kampagnenname", "Nom de la campagne", "Nombre de la campaña"],
    "create.utm_content": ["Content", "Inhalt", "Contenu", "Contenido"],
    "create.utm_hint": ["They are added to the long URL.", "Sie werden an die lange URL angehängt.", "Ils sont ajoutés à l’URL longue.", "Se añaden a la URL larga."],
    "create.utm_medium": ["Medium", "Medium", "Support", "Medio"],
    "create.utm_source": ["Source", "Quelle", "Source", "Fuente"],
    "create.utm_term": ["Term", "Suchbegriff", "Terme", "Término"],

    // Events

    // Link

    // Links
    "links.statistics": ["Statistics", "Statistik", "Statistiques", "Estadísticas"],

    // Messages

    // Opt-outs

    // Overview
    "overview.title": ["Overview", "Übersicht", "Aperçu", "Resumen"],

    // Search

    // Settings

    // Sign in
    "sign_in.button": ["Sign in", "Anmelden", "Se connecter", "Iniciar sesión"],
    "sign_in.hint": ["The administrator creates API keys with curt key add.", "Der Administrator erstellt API-Schlüssel mit curt key add.", "L’administrateur crée les clés d’API avec curt key add.", "El administrador crea las claves de API con curt key add."],
    "sign_in.key": ["API key", "API-Schlüssel", "Clé d’API", "Clave de API"],
    "sign_in.title": ["Sign in", "Anmelden", "Connexion", "Iniciar sesión"],
};
